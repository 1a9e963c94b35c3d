using PeerCall.Peer;
using PeerCall.Peer.Hosting;

namespace Guide;

/// <summary>Greets everybody who comes, answers on data channels, and keeps the files that it is sent.</summary>
internal sealed class Greeter : IPeerCallPeer
{
    public async Task RunAsync(PeerCallClient client, CancellationToken stopping)
    {
        await foreach (var what in client.ReadEventsAsync(stopping))
        {
            switch (what)
            {
                case PeerAppeared { Peer: var peer }:
                    await client.SendChatAsync($"Welcome, {peer.Name}!", stopping);
                    break;
                case LinkChanged { Peer: var peer, Status: { State: LinkState.Connected, Path: { } path } }:
                    Console.WriteLine($"{peer.Name}: {path.Kind}, {path.LocalType} to {path.RemoteType}");
                    break;
                case LinkChanged { Peer: var peer, Status: { State: LinkState.Failed, Cause: { } cause } }:
                    Console.WriteLine($"{peer.Name}: {cause}");
                    break;
                case ChannelOpened { Channel: var channel }:
                    _ = AnswerAsync(channel, stopping);
                    break;
                case FileOffered { File: var file }:
                    _ = KeepAsync(file, stopping);
                    break;
            }
        }
    }

    private static async Task AnswerAsync(PeerCall.Peer.Engine.IPeerChannel channel, CancellationToken stopping)
    {
        await foreach (var message in channel.ReadAllAsync(stopping))
        {
            using (message)
                await channel.SendAsync($"You said: {message.Text}", stopping);
        }
    }

    private static async Task KeepAsync(IncomingFile file, CancellationToken stopping)
    {
        if (file.Size > 100_000_000)
        {
            await file.DeclineAsync(FileCodes.TooLarge);
            return;
        }
        await using var sink = DirectoryFileSink.Open(Directory.CreateDirectory("received").FullName, file);
        await file.AcceptAsync(sink, cancellation: stopping);
        Console.WriteLine($"{file.Peer.Name} has sent {sink.CompletedPath}");
    }
}

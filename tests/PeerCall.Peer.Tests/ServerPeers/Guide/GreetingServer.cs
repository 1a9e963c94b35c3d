using Microsoft.Extensions.DependencyInjection;
using PeerCall.Peer;
using PeerCall.Server;

namespace Guide.OfServers;

/// <summary>Greets everybody who comes into its room, and answers on channels named "time".</summary>
internal sealed class Greeter(TimeProvider clock) : IServerPeer
{
    public async Task RunAsync(ServerPeerContext context, CancellationToken stopping)
    {
        await foreach (var happened in context.Events.WithCancellation(stopping))
        {
            switch (happened)
            {
                case PeerAppeared { Peer: var peer }:
                    await context.Client.SendChatAsync($"Welcome to {context.Room}, {peer.Name}!", stopping);
                    break;
                case ChannelOpened { Channel: { Label: "time" } channel }:
                    await channel.SendAsync(clock.GetUtcNow().ToString("O"), stopping);
                    break;
                case ChannelOpened opened:
                    opened.Channel.Close();
                    break;
            }
        }
    }
}

internal static class GreetingServer
{
    /// <summary>The whole program.</summary>
    public static Task<int> RunAsync(string[] args) => PeerCallServer.RunAsync(args, AddPeers);

    public static void AddPeers(IServiceCollection services) => services.AddServerPeer<Greeter>("greeter", "Greeter");
}

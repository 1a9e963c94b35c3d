using PeerCall.Peer;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.ServerPeers.Hub;

/// <summary>A broadcast channel for a room: what anybody sends on it goes to everybody in one order (docs/protocol.md, section 11.2).</summary>
internal sealed partial class HubPeer(ServerPeerMetrics metrics, TimeProvider clock) : IServerPeer, IDisposable
{
    /// <summary>Its name in configuration and API.</summary>
    public const string Kind = "hub";

    private readonly HubRoom _room = new(metrics, clock);

    /// <inheritdoc/>
    public async Task RunAsync(ServerPeerContext context, CancellationToken stopping)
    {
        List<Task> members = [];
        try
        {
            await foreach (var happened in context.Events.WithCancellation(stopping))
            {
                switch (happened)
                {
                    case PeerAppeared { Peer: { Info.Kind: not PeerKind.Server } peer }:
                        members.RemoveAll(static member => member.IsCompleted);
                        members.Add(ServeAsync(peer, context, stopping));
                        break;
                    case ChannelOpened opened:
                        opened.Channel.Close();
                        break;
                    case FileOffered offered:
                        await offered.File.DeclineAsync();
                        break;
                }
            }
        }
        finally
        {
            await Task.WhenAll(members);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _room.Dispose();

    private async Task ServeAsync(RemotePeer peer, ServerPeerContext context, CancellationToken stopping)
    {
        try
        {
            await new HubMember(peer, _room, metrics, clock).RunAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            // The hub stops.
        }
#pragma warning disable CA1031 // What one peer brings about is no other's affair.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            LogDefect(context.Logger, defect, context.Room);
        }
    }

    [LoggerMessage(EventId = 6401, Level = LogLevel.Error, Message = "A defect in the hub of room {Room}: one peer gets nothing of it any more")]
    private static partial void LogDefect(ILogger logger, Exception defect, string room);
}

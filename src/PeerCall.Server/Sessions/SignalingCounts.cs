using PeerCall.Server.Rooms;
using PeerCall.Server.Telemetry;

namespace PeerCall.Server.Sessions;

/// <summary>Counts what is there, for the gauges.</summary>
internal sealed class SignalingCounts(SessionRegistry sessions, RoomRegistry rooms)
{
    public ServerCounts Read()
    {
        long peers = 0, away = 0, messages = 0, bytes = 0;
        foreach (var session in sessions.Sessions)
        {
            if (session.Peer is not { Present: true })
            {
                continue;
            }

            peers++;
            away += session.AwaySince is null ? 0 : 1;
            var unsent = session.Log.Unsent;
            messages += unsent.Messages;
            bytes += unsent.Bytes;
        }

        return new ServerCounts(sessions.ConnectionCount, rooms.Count, peers, away, messages, bytes);
    }
}

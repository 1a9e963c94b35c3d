using System.Runtime.InteropServices;

namespace PeerCall.Server.Telemetry;

/// <summary>What the server holds at one moment.</summary>
/// <param name="Connections">Open WebSockets.</param>
/// <param name="Rooms">Rooms with somebody in.</param>
/// <param name="Peers">Peers in rooms, those away included.</param>
/// <param name="AwayPeers">Peers whose connection is lost and who may still resume.</param>
/// <param name="QueuedMessages">Messages that wait to be sent, over all connections.</param>
/// <param name="QueuedBytes">Their size in bytes.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ServerCounts(
    long Connections, long Rooms, long Peers, long AwayPeers, long QueuedMessages, long QueuedBytes);

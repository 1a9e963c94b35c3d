namespace PeerCall.Server.Rooms;

/// <summary>What a room hands to the next run of the server, beside its peers.</summary>
internal sealed record RoomHandover(string Name, RoomPassword? Password, IReadOnlyList<string> Removed);

namespace PeerCall.Signaling.Messages;

/// <summary>Leaves the room; the session stays.</summary>
public sealed record Leave : Request;

namespace PeerCall.Signaling.Messages;

/// <summary>Answers a <see cref="Ping"/>.</summary>
public sealed record Pong : ServerMessage;

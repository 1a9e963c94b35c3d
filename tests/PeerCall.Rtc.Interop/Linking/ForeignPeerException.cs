namespace PeerCall.Rtc.Interop.Linking;

/// <summary>What a foreign peer has refused, in its words.</summary>
public sealed class ForeignPeerException(string message) : Exception(message);

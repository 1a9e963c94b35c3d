namespace PeerCall.Rtc;

/// <summary>A data channel (W3C RTCDataChannel, RFC 8831). Safe from any thread.</summary>
public sealed class DataChannel
{
}

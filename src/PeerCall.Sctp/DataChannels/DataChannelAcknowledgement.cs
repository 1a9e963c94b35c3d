namespace PeerCall.Sctp;

/// <summary>DATA_CHANNEL_ACK (RFC 8832 §5.2).</summary>
internal static class DataChannelAcknowledgement
{
    private const byte MessageType = 2;

    public static ReadOnlySpan<byte> Bytes => [MessageType];

    public static bool Is(ReadOnlySpan<byte> message) => message.Length >= 1 && message[0] == MessageType;
}

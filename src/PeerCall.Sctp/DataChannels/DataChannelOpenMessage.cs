using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace PeerCall.Sctp;

/// <summary>DATA_CHANNEL_OPEN (RFC 8832 §5.1).</summary>
internal readonly record struct DataChannelOpenMessage(string Label, DataChannelOptions Options)
{
    public const byte MessageType = 3;
    private const int FixedSize = 12;
    private const byte Unordered = 0x80;
    private const byte Reliable = 0;
    private const byte LimitedRetransmits = 1;
    private const byte LimitedLifetime = 2;

    /// <summary>Whether label and protocol have lengths that the message can state.</summary>
    public static bool Fits(string label, string protocol) =>
        Encoding.UTF8.GetByteCount(label) <= ushort.MaxValue && Encoding.UTF8.GetByteCount(protocol) <= ushort.MaxValue;

    /// <summary>False if the message is cut short, too long, of an unknown channel type or not UTF-8.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out DataChannelOpenMessage open)
    {
        open = default;
        if (message.Length < FixedSize || message[0] != MessageType)
            return false;
        int labelLength = BinaryPrimitives.ReadUInt16BigEndian(message[8..]);
        int protocolLength = BinaryPrimitives.ReadUInt16BigEndian(message[10..]);
        if (message.Length != FixedSize + labelLength + protocolLength)
            return false;
        var label = message.Slice(FixedSize, labelLength);
        var protocol = message[(FixedSize + labelLength)..];
        var type = message[1] & ~Unordered;
        if (type > LimitedLifetime || !Utf8.IsValid(label) || !Utf8.IsValid(protocol))
            return false;
        var parameter = (ushort)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(message[4..]), ushort.MaxValue);
        open = new DataChannelOpenMessage(Encoding.UTF8.GetString(label), new DataChannelOptions
        {
            IsOrdered = (message[1] & Unordered) == 0,
            MaxRetransmits = type == LimitedRetransmits ? parameter : null,
            MaxPacketLifeTime = type == LimitedLifetime ? parameter : null,
            Protocol = Encoding.UTF8.GetString(protocol),
            Priority = BinaryPrimitives.ReadUInt16BigEndian(message[2..]),
        });
        return true;
    }

    /// <summary>The message's bytes.</summary>
    public byte[] ToBytes()
    {
        var labelLength = Encoding.UTF8.GetByteCount(Label);
        var protocolLength = Encoding.UTF8.GetByteCount(Options.Protocol);
        var message = new byte[FixedSize + labelLength + protocolLength];
        var type = Options.MaxRetransmits is not null ? LimitedRetransmits : Options.MaxPacketLifeTime is not null ? LimitedLifetime : Reliable;
        message[0] = MessageType;
        message[1] = (byte)(type | (Options.IsOrdered ? 0 : Unordered));
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), Options.Priority);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), Options.MaxRetransmits ?? Options.MaxPacketLifeTime ?? 0u);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(8), (ushort)labelLength);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(10), (ushort)protocolLength);
        Encoding.UTF8.GetBytes(Label, message.AsSpan(FixedSize));
        Encoding.UTF8.GetBytes(Options.Protocol, message.AsSpan(FixedSize + labelLength));
        return message;
    }
}

using System.Buffers;
using System.Buffers.Binary;
using PeerCall.Stun;

namespace PeerCall.Turn.Framing;

/// <summary>What the beginning of a stream holds.</summary>
public enum FrameStatus
{
    /// <summary>A part of a message so far, or nothing.</summary>
    NeedMore,

    /// <summary>A whole message.</summary>
    Message,

    /// <summary>Neither STUN nor ChannelData, or more than the limits: where the next message begins is unknown, so the connection is to be closed.</summary>
    Broken,
}

/// <summary>One message at the beginning of a TCP or TLS byte stream (RFC 8489 §6.2.2, RFC 8656 §12.5): both kinds carry their length.</summary>
/// <param name="Status">Whether it is there.</param>
/// <param name="Length">Length in bytes, without padding; 0 while unknown.</param>
/// <param name="PaddedLength">Length with padding: where the next one begins; 0 while unknown.</param>
public readonly record struct StreamFrame(FrameStatus Status, int Length, int PaddedLength)
{
    /// <summary>Bytes from the start of a message after which nothing is left to check but the end.</summary>
    public const int HeaderLength = 8;

    private static readonly StreamFrame Unknown = new(FrameStatus.NeedMore, 0, 0);
    private static readonly StreamFrame Broken = new(FrameStatus.Broken, 0, 0);

    /// <summary>Looks at the beginning of a stream. What can never become a message is said to be broken at the first byte that tells.</summary>
    /// <param name="start">The first bytes, as many as there are up to <see cref="HeaderLength"/>; more do no harm.</param>
    /// <param name="available">How many bytes there are in all.</param>
    /// <param name="limits">What may come.</param>
    public static StreamFrame Inspect(ReadOnlySpan<byte> start, long available, FrameLimits limits)
    {
        if (start.IsEmpty)
            return Unknown;
        if (start[0] < 0x40)
            return InspectStun(start, available, limits.MaxStunLength);
        if (!limits.AllowsChannelData || !ChannelData.IsChannelData(start))
            return Broken;
        return start.Length < ChannelData.HeaderLength
            ? Unknown
            : Of(ChannelData.HeaderLength + BinaryPrimitives.ReadUInt16BigEndian(start[2..]), available);
    }

    /// <summary>Takes one message from the front of <paramref name="bytes"/>, padding and all; for pipes.</summary>
    /// <param name="bytes">What has been received; begins behind the message afterwards.</param>
    /// <param name="limits">What may come.</param>
    /// <param name="message">The message without padding.</param>
    public static FrameStatus TryRead(ref ReadOnlySequence<byte> bytes, FrameLimits limits, out ReadOnlySequence<byte> message)
    {
        message = default;
        Span<byte> copy = stackalloc byte[HeaderLength];
        scoped var start = bytes.FirstSpan;
        if (start.Length < HeaderLength)
        {
            copy = copy[..(int)Math.Min(bytes.Length, HeaderLength)];
            bytes.Slice(0, copy.Length).CopyTo(copy);
            start = copy;
        }
        var frame = Inspect(start, bytes.Length, limits);
        if (frame.Status is FrameStatus.Message)
        {
            message = bytes.Slice(0, frame.Length);
            bytes = bytes.Slice(frame.PaddedLength);
        }
        return frame.Status;
    }

    private static StreamFrame InspectStun(ReadOnlySpan<byte> start, long available, int maxLength)
    {
        if (start.Length < 4)
            return Unknown;
        var body = BinaryPrimitives.ReadUInt16BigEndian(start[2..]);
        if ((body & 3) != 0 || StunHeader.Length + body > maxLength)
            return Broken;
        if (start.Length < HeaderLength)
            return Unknown;
        return StunHeader.IsStun(start) ? Of(StunHeader.Length + body, available) : Broken;
    }

    private static StreamFrame Of(int length, long available)
    {
        var padded = length + ChannelData.Padding(length);
        return new StreamFrame(available >= padded ? FrameStatus.Message : FrameStatus.NeedMore, length, padded);
    }
}

using System.Buffers.Binary;
using System.Net;

namespace PeerCall.Rtc.Transport.MulticastDns;

/// <summary>The two messages that finding an address takes (RFC 6762 §18, RFC 1035 §4.1): a query for one name, and an answer to it.</summary>
internal static class MulticastDnsMessage
{
    /// <summary>Bytes of a query at most.</summary>
    public const int MaxQuery = HeaderLength + (2 * (MaxName + 4));

    private const int HeaderLength = 12;
    private const int MaxName = 255;
    private const int MaxLabel = 63;
    private const int MaxLabels = 128;
    private const int MaxPointers = 32;
    private const int MaxRecords = 256;
    private const ushort TypeA = 1;
    private const ushort TypeAaaa = 28;
    private const ushort ClassInternet = 1;
    private const ushort UnicastResponse = 0x8000;
    private const ushort CacheFlush = 0x8000;
    private const string Domain = ".local";

    /// <summary>Whether a name can be asked for: ASCII labels of 1 to 63 characters, the last of which is <c>local</c>.</summary>
    public static bool IsName(string name)
    {
        if (!name.EndsWith(Domain, StringComparison.OrdinalIgnoreCase) || name.Length > MaxName - 2)
            return false;
        foreach (var label in name.AsSpan().Split('.'))
        {
            var text = name.AsSpan(label);
            if (text.IsEmpty || text.Length > MaxLabel || text.ContainsAnyExceptInRange('!', '~'))
                return false;
        }
        return true;
    }

    /// <summary>Writes a query for both families.</summary>
    /// <param name="destination">At least <see cref="MaxQuery"/> bytes.</param>
    /// <param name="name">A name that <see cref="IsName"/> accepts.</param>
    /// <param name="unicast">Whether the answer shall come to the asker alone (QU, RFC 6762 §5.4).</param>
    /// <returns>Its length.</returns>
    public static int WriteQuery(Span<byte> destination, string name, bool unicast)
    {
        destination[..HeaderLength].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], 2);
        var length = HeaderLength;
        length += WriteQuestion(destination[length..], name, TypeA, unicast);
        length += WriteQuestion(destination[length..], name, TypeAaaa, unicast);
        return length;
    }

    /// <summary>Looks for an address of a name. Whatever the bytes are, nothing is thrown.</summary>
    public static bool TryReadAnswer(ReadOnlySpan<byte> message, string name, out IPAddress? address)
    {
        address = null;
        if (message.Length < HeaderLength || (message[2] & 0xF8) != 0x80 || (message[3] & 0x0F) != 0)
            return false;
        var at = HeaderLength;
        for (int questions = BinaryPrimitives.ReadUInt16BigEndian(message[4..]); questions > 0; questions--)
        {
            if (!TryReadName(message, ref at, name, out _) || (at += 4) > message.Length)
                return false;
        }
        var records = 0;
        for (var section = 6; section < HeaderLength; section += 2)
            records += BinaryPrimitives.ReadUInt16BigEndian(message[section..]);
        for (records = Math.Min(records, MaxRecords); records > 0; records--)
        {
            if (!TryReadName(message, ref at, name, out var isAsked) || at + 10 > message.Length)
                return false;
            var type = BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
            var recordClass = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 2)..]) & ~CacheFlush;
            var lifetime = BinaryPrimitives.ReadUInt32BigEndian(message[(at + 4)..]);
            int length = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 8)..]);
            at += 10;
            if (at + length > message.Length)
                return false;
            // A lifetime of 0 is a goodbye (RFC 6762 §10.1).
            if (isAsked && recordClass == ClassInternet && lifetime > 0 && ((type == TypeA && length == 4) || (type == TypeAaaa && length == 16)))
            {
                address = new IPAddress(message.Slice(at, length));
                return true;
            }
            at += length;
        }
        return false;
    }

    private static int WriteQuestion(Span<byte> destination, string name, ushort type, bool unicast)
    {
        var at = 0;
        foreach (var range in name.AsSpan().Split('.'))
        {
            var label = name.AsSpan(range);
            destination[at++] = (byte)label.Length;
            foreach (var character in label)
                destination[at++] = (byte)character;
        }
        destination[at++] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(destination[at..], type);
        BinaryPrimitives.WriteUInt16BigEndian(destination[(at + 2)..], (ushort)(ClassInternet | (unicast ? UnicastResponse : 0)));
        return at + 4;
    }

    /// <summary>Steps over a name, and compares it with the one that was asked for, without regard to case (RFC 6762 §16).</summary>
    private static bool TryReadName(ReadOnlySpan<byte> message, ref int at, string asked, out bool isAsked)
    {
        isAsked = false;
        var rest = asked.AsSpan();
        var isSame = true;
        var position = at;
        var end = -1;
        var pointers = 0;
        for (var labels = 0; labels < MaxLabels; labels++)
        {
            if (position >= message.Length)
                return false;
            int length = message[position++];
            if (length == 0)
            {
                at = end < 0 ? position : end;
                isAsked = isSame && rest.IsEmpty;
                return true;
            }
            if (length >= 0xC0)
            {
                if (position >= message.Length || ++pointers > MaxPointers)
                    return false;
                end = end < 0 ? position + 1 : end;
                position = ((length & 0x3F) << 8) | message[position];
                continue;
            }
            if (length > MaxLabel || position + length > message.Length)
                return false;
            isSame = isSame && TakeLabel(ref rest, message.Slice(position, length));
            position += length;
        }
        return false;
    }

    private static bool TakeLabel(ref ReadOnlySpan<char> rest, ReadOnlySpan<byte> label)
    {
        if (rest.Length < label.Length || (rest.Length > label.Length && rest[label.Length] != '.'))
            return false;
        if (!System.Text.Ascii.EqualsIgnoreCase(label, rest[..label.Length]))
            return false;
        rest = rest[Math.Min(rest.Length, label.Length + 1)..];
        return true;
    }
}

using System.Buffers.Binary;

namespace PeerCall.Rtc.Dtls;

/// <summary>What can be said of a datagram without keys (RFC 6347 §4.1), before the library underneath looks at it.</summary>
internal static class DtlsRecords
{
    /// <summary>Bytes of a record beside its content with AES-GCM: header, explicit nonce and tag (RFC 5288 §3).</summary>
    public const int Overhead = HeaderLength + MinProtected;

    private const int HeaderLength = 13;
    private const int MinProtected = 8 + 16;
    private const int MaxContent = (1 << 14) + 2048;
    private const byte FirstType = 20;
    private const byte LastType = 23;
    private const byte MajorVersion = 0xFE;

    /// <summary>
    /// Whether a datagram consists of whole records that could be genuine. One that is protected and too short for its own tag, or empty, is a forgery; some
    /// versions of OpenSSL end the association on it (CVE-2026-75806).
    /// </summary>
    public static bool AreWellFormed(ReadOnlySpan<byte> datagram)
    {
        if (datagram.IsEmpty)
            return false;
        while (!datagram.IsEmpty)
        {
            if (datagram.Length < HeaderLength || datagram[0] is < FirstType or > LastType || datagram[1] != MajorVersion)
                return false;
            var epoch = BinaryPrimitives.ReadUInt16BigEndian(datagram[3..]);
            int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[11..]);
            if (length == 0 || length > MaxContent || length > datagram.Length - HeaderLength || (epoch > 0 && length < MinProtected))
                return false;
            datagram = datagram[(HeaderLength + length)..];
        }
        return true;
    }
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PeerCall.Server.ServerPeers.Hub;

/// <summary>A message as receivers get it: made once, whatever number of them waits for it.</summary>
/// <param name="Bytes">The whole message.</param>
/// <param name="IsText">Whether it is a text.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HubFrame(ReadOnlyMemory<byte> Bytes, bool IsText)
{
    // Quotes, backslashes and control characters are escaped and nothing else: a text may grow, but not by much.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What it counts while it waits.</summary>
    public int Charge => Bytes.Length + HubLimits.Overhead;

    /// <summary>Of a message that came.</summary>
    /// <param name="seq">Its number.</param>
    /// <param name="from">The sender's peer id.</param>
    /// <param name="data">UTF-8 if it is text; what is not becomes U+FFFD.</param>
    /// <param name="isText">Whether it is text.</param>
    public static HubFrame Create(long seq, string from, ReadOnlySpan<byte> data, bool isText)
    {
        if (isText)
            return new HubFrame(Text(seq, from, data), IsText: true);
        var bytes = new byte[sizeof(long) + 1 + from.Length + data.Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, seq);
        bytes[sizeof(long)] = (byte)from.Length;
        Encoding.ASCII.GetBytes(from, bytes.AsSpan(sizeof(long) + 1));
        data.CopyTo(bytes.AsSpan(sizeof(long) + 1 + from.Length));
        return new HubFrame(bytes, IsText: false);
    }

    private static byte[] Text(long seq, string from, ReadOnlySpan<byte> data)
    {
        using var stream = new MemoryStream(data.Length + 64);
        using (var writer = new Utf8JsonWriter(stream, WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteNumber("seq"u8, seq);
            writer.WriteString("from"u8, from);
            writer.WriteString("text"u8, Encoding.UTF8.GetString(data));
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }
}

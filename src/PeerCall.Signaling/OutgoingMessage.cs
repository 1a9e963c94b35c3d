using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using PeerCall.Signaling.Messages;

namespace PeerCall.Signaling;

/// <summary>
/// A server message as bytes, made once and shared by all who get it; the <c>seq</c>, which differs from one receiver to the next, is put in
/// while it is copied into the frame.
/// </summary>
public readonly struct OutgoingMessage
{
    /// <summary>How much longer a message gets at most by its <c>seq</c>. Bytes.</summary>
    public const int MaxSeqLength = 26;

    private const int TypeStart = 9; // {"type":"

    private readonly int _seqOffset;

    internal OutgoingMessage(byte[] utf8, int seqOffset)
    {
        Utf8 = utf8;
        _seqOffset = seqOffset;
    }

    /// <summary>The message without <c>seq</c>.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>Bytes without <c>seq</c>.</summary>
    public int Length => Utf8.Length;

    /// <summary>Serialises <paramref name="message"/>; its <see cref="ServerMessage.Seq"/> has to be null if <see cref="Write"/> shall set one.</summary>
    public static OutgoingMessage Create(ServerMessage message) =>
        Restore(JsonSerializer.SerializeToUtf8Bytes(message, ProtocolJson.Default.ServerMessage));

    /// <summary>Takes the bytes of <see cref="Utf8"/> again, for example from a file.</summary>
    public static OutgoingMessage Restore(byte[] utf8)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        return new OutgoingMessage(utf8, TypeStart + utf8.AsSpan(TypeStart).IndexOf((byte)'"') + 1);
    }

    /// <summary>Copies the message into <paramref name="target"/>, with <c>seq</c> after <c>type</c> if it is above 0.</summary>
    /// <param name="target">At least <see cref="Length"/> + <see cref="MaxSeqLength"/> bytes.</param>
    /// <param name="seq">The sequence number, or 0 for none.</param>
    /// <returns>The number of bytes written.</returns>
    public int Write(Span<byte> target, long seq)
    {
        var utf8 = Utf8.Span;
        if (seq == 0)
        {
            utf8.CopyTo(target);
            return utf8.Length;
        }

        utf8[.._seqOffset].CopyTo(target);
        var at = _seqOffset;
        ",\"seq\":"u8.CopyTo(target[at..]);
        at += 7;
        Utf8Formatter.TryFormat(seq, target[at..], out var digits);
        at += digits;
        utf8[_seqOffset..].CopyTo(target[at..]);
        return at + utf8.Length - _seqOffset;
    }

    /// <summary>The message as text, for tests and the debugger. It may hold secrets: never for a log.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Utf8.Span);
}

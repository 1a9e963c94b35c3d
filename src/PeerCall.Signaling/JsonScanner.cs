using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PeerCall.Signaling;

/// <summary>
/// Walks over JSON (RFC 8259) that is passed on and not read: it finds where values begin and end and refuses what is not JSON, without an exception
/// and without unescaping. An SDP is one long string full of <c>\r\n</c>; checking those 32 bytes at a time is what makes relaying as cheap as copying. The
/// text has to be valid UTF-8, which the WebSocket has checked.
/// </summary>
internal ref struct JsonScanner(ReadOnlySpan<byte> json, int start)
{
    private readonly ReadOnlySpan<byte> _json = json;

    /// <summary>Where the next byte is read.</summary>
    public int Position { get; private set; } = start;

    /// <summary>The next byte that is not white space; 0 at the end.</summary>
    public byte Peek()
    {
        while (Position < _json.Length)
        {
            var b = _json[Position];
            if (b is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
            {
                return b;
            }

            Position++;
        }

        return 0;
    }

    /// <summary>Takes <paramref name="expected"/> if it is next.</summary>
    public bool TryTake(char expected)
    {
        if (Peek() != expected)
        {
            return false;
        }

        Position++;
        return true;
    }

    /// <summary>Takes a string; <paramref name="content"/> is what stands between the quotes.</summary>
    public bool TryTakeString(out Range content, out bool hasEscapes)
    {
        content = default;
        hasEscapes = false;
        if (!TryTake('"'))
        {
            return false;
        }

        var begin = Position;
        var at = begin;
        at = SkipPlain(at, ref hasEscapes);

        // The block that needs a look is gone through byte by byte.
        var again = at + Vector256<byte>.Count;
        while (true)
        {
            if (at >= _json.Length || _json[at] < 0x20)
            {
                return false;
            }

            if (_json[at] == '"')
            {
                content = begin..at;
                Position = at + 1;
                return true;
            }

            if (_json[at] == '\\')
            {
                hasEscapes = true;
                if (!TrySkipEscape(ref at))
                {
                    return false;
                }
            }
            else
            {
                at++;
            }

            if (at >= again)
            {
                at = SkipPlain(at, ref hasEscapes);
                again = at + Vector256<byte>.Count;
            }
        }
    }

    /// <summary>Takes an integer.</summary>
    public bool TryTakeInteger(out long value)
    {
        Peek();
        var begin = Position;
        value = 0;
        return TrySkipNumber() && Utf8Parser.TryParse(_json[begin..Position], out value, out var used) && used == Position - begin;
    }

    /// <summary>Takes any value; nested at most <paramref name="depth"/> deep.</summary>
    public bool TrySkipValue(int depth)
    {
        switch (Peek())
        {
            case (byte)'"':
                return TryTakeString(out _, out _);
            case (byte)'{':
                return depth > 0 && TrySkipObject(depth - 1);
            case (byte)'[':
                return depth > 0 && TrySkipArray(depth - 1);
            case (byte)'t':
                return TrySkipWord("true"u8);
            case (byte)'f':
                return TrySkipWord("false"u8);
            case (byte)'n':
                return TrySkipWord("null"u8);
            default:
                return TrySkipNumber();
        }
    }

    private bool TrySkipObject(int depth)
    {
        Position++;
        if (TryTake('}'))
        {
            return true;
        }

        do
        {
            if (!TryTakeString(out _, out _) || !TryTake(':') || !TrySkipValue(depth))
            {
                return false;
            }
        }
        while (TryTake(','));
        return TryTake('}');
    }

    private bool TrySkipArray(int depth)
    {
        Position++;
        if (TryTake(']'))
        {
            return true;
        }

        do
        {
            if (!TrySkipValue(depth))
            {
                return false;
            }
        }
        while (TryTake(','));
        return TryTake(']');
    }

    private bool TrySkipWord(ReadOnlySpan<byte> word)
    {
        if (!_json[Position..].StartsWith(word))
        {
            return false;
        }

        Position += word.Length;
        return true;
    }

    // RFC 8259 §6: -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?
    private bool TrySkipNumber()
    {
        if (At(Position) == '-')
        {
            Position++;
        }

        if (At(Position) == '0')
        {
            Position++;
        }
        else if (!TrySkipDigits())
        {
            return false;
        }

        if (At(Position) == '.')
        {
            Position++;
            if (!TrySkipDigits())
            {
                return false;
            }
        }

        if (At(Position) is (byte)'e' or (byte)'E')
        {
            Position++;
            if (At(Position) is (byte)'+' or (byte)'-')
            {
                Position++;
            }

            return TrySkipDigits();
        }

        return true;
    }

    private bool TrySkipDigits()
    {
        var begin = Position;
        while (At(Position) is >= (byte)'0' and <= (byte)'9')
        {
            Position++;
        }

        return Position > begin;
    }

    private readonly byte At(int position) => position < _json.Length ? _json[position] : (byte)0;

    // Whole blocks of a string in which every backslash begins one of \n \r \t \b \f \/; stops at the block in which anything else needs a look.
    private readonly int SkipPlain(int at, ref bool hasEscapes)
    {
        ref var first = ref MemoryMarshal.GetReference(_json);
        var escapes = Vector256<byte>.Zero;
        while (at + Vector256<byte>.Count < _json.Length)
        {
            var block = Vector256.LoadUnsafe(ref first, (nuint)at);
            var next = Vector256.LoadUnsafe(ref first, (nuint)at + 1);
            var backslash = Vector256.Equals(block, Vector256.Create((byte)'\\'));
            var simple = Vector256.Equals(next, Vector256.Create((byte)'n')) | Vector256.Equals(next, Vector256.Create((byte)'r'))
                | Vector256.Equals(next, Vector256.Create((byte)'t')) | Vector256.Equals(next, Vector256.Create((byte)'/'));
            var stop = Vector256.Equals(block, Vector256.Create((byte)'"')) | Vector256.LessThan(block, Vector256.Create((byte)0x20))
                | Vector256.AndNot(backslash, simple);
            if (stop != Vector256<byte>.Zero)
            {
                break;
            }

            escapes |= backslash;
            at += Vector256<byte>.Count;
        }

        hasEscapes |= escapes != Vector256<byte>.Zero;

        // The last block may have ended with a backslash; its letter, which was looked at, is the first byte here and like any other.
        return at;
    }

    private readonly bool TrySkipEscape(ref int at)
    {
        switch (At(at + 1))
        {
            case (byte)'u':
                if (!IsHex(At(at + 2)) || !IsHex(At(at + 3)) || !IsHex(At(at + 4)) || !IsHex(At(at + 5)))
                {
                    return false;
                }

                at += 6;
                return true;
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                at += 2;
                return true;
            default:
                return false;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsHex(byte b) => char.IsAsciiHexDigit((char)b);
}

using System.Buffers.Binary;
using System.Text;

namespace PeerCall.Sctp;

/// <summary>Cause codes of ABORT and ERROR (RFC 9260 §3.3.10).</summary>
public enum ErrorCauseCode : ushort
{
    /// <summary>No cause was given.</summary>
    None = 0,

    /// <summary>A stream that does not exist.</summary>
    InvalidStreamIdentifier = 1,

    /// <summary>INIT lacks a parameter.</summary>
    MissingMandatoryParameter = 2,

    /// <summary>A cookie came back too late.</summary>
    StaleCookie = 3,

    /// <summary>No memory left for this association.</summary>
    OutOfResource = 4,

    /// <summary>An address that cannot be resolved.</summary>
    UnresolvableAddress = 5,

    /// <summary>A chunk type that is not understood.</summary>
    UnrecognizedChunkType = 6,

    /// <summary>INIT with a value that is not allowed.</summary>
    InvalidMandatoryParameter = 7,

    /// <summary>Parameters that are not understood.</summary>
    UnrecognizedParameters = 8,

    /// <summary>DATA without user data.</summary>
    NoUserData = 9,

    /// <summary>A cookie while shutting down.</summary>
    CookieReceivedWhileShuttingDown = 10,

    /// <summary>A restart with other addresses.</summary>
    RestartWithNewAddresses = 11,

    /// <summary>The application ended it: how browsers close a connection.</summary>
    UserInitiatedAbort = 12,

    /// <summary>The peer broke the protocol.</summary>
    ProtocolViolation = 13,
}

/// <summary>Reads and writes error causes: code, length, information.</summary>
internal static class ErrorCause
{
    public const int HeaderSize = 4;

    /// <summary>Bytes of a cause, padding not counted.</summary>
    public static int Size(int information) => HeaderSize + information;

    /// <summary>Writes one cause; <paramref name="destination"/> has exactly its size.</summary>
    public static void Write(Span<byte> destination, ErrorCauseCode code, ReadOnlySpan<byte> information)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)code);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)Size(information.Length));
        information.CopyTo(destination[HeaderSize..]);
    }

    /// <summary>The first cause of an ABORT or ERROR, with its text if it is one of the two that carry text.</summary>
    public static (ErrorCauseCode Code, string Text) ReadFirst(ReadOnlySpan<byte> causes)
    {
        var reader = new ParameterReader(causes);
        if (!reader.Read())
            return (ErrorCauseCode.None, "");
        var code = (ErrorCauseCode)reader.Type;
        return code is ErrorCauseCode.UserInitiatedAbort or ErrorCauseCode.ProtocolViolation
            ? (code, Encoding.UTF8.GetString(reader.Value))
            : (code, "");
    }
}

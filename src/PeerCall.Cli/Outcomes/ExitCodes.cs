using PeerCall.Peer;
using PeerCall.Signaling;

namespace PeerCall.Cli.Outcomes;

/// <summary>What the process ends with (docs/cli.md).</summary>
internal static class ExitCodes
{
    public const int Fine = 0;

    /// <summary>A defect, of this program or of the server.</summary>
    public const int Unexpected = 1;

    /// <summary>The command line cannot be understood.</summary>
    public const int Usage = 2;

    /// <summary>The server cannot be reached, or the connection to it was lost for good.</summary>
    public const int ServerUnreachable = 3;

    /// <summary>The server refuses: password, full room, sent out.</summary>
    public const int Refused = 4;

    /// <summary>What answers is no PeerCall server.</summary>
    public const int NotPeerCall = 5;

    /// <summary>The server's certificate is not trusted.</summary>
    public const int Certificate = 6;

    /// <summary>There is no path to the others; the cause is printed.</summary>
    public const int Path = 7;

    /// <summary>A file was not transferred, or cannot be read or written here.</summary>
    public const int File = 8;

    /// <summary>For <c>--help</c>.</summary>
    public const string Help =
        """
        Exit codes: 0 fine, 1 unexpected, 2 usage, 3 server unreachable, 4 refused by the server, 5 not a PeerCall server, 6 certificate not trusted,
        7 no path to the others (the cause is printed), 8 file not transferred, 130 Ctrl+C, 143 SIGTERM, 129 SIGHUP.
        """;

    /// <summary>The exit code of a stable code: of <see cref="ErrorCodes"/>, <see cref="PeerCallErrors"/>, <see cref="CauseCodes"/> or <see cref="FileCodes"/>.</summary>
    public static int Of(string code) => code switch
    {
        CauseCodes.Ok => Fine,
        PeerCallErrors.ServerUnreachable or PeerCallErrors.SignalingLost => ServerUnreachable,
        PeerCallErrors.UntrustedCertificate => Certificate,
        PeerCallErrors.NotPeerCall => NotPeerCall,
        FileCodes.Declined or FileCodes.TooLarge or FileCodes.NoSpace or FileCodes.Busy or FileCodes.Cancelled or FileCodes.Corrupt or FileCodes.ReadFailed or FileCodes.WriteFailed
            or FileCodes.Invalid => File,
        FileCodes.Interrupted => Path,
        PeerCallErrors.SignalingRefused or PeerCallErrors.Replaced or PeerCallErrors.Left => Refused,
        ErrorCodes.Internal => Unexpected,
        _ when CauseCodes.Sentence(code) is not null => Path,
        _ when ErrorCodes.Retryable.ContainsKey(code) => Refused,
        _ => Unexpected,
    };
}

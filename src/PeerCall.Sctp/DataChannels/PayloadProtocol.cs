namespace PeerCall.Sctp;

/// <summary>PPIDs of WebRTC (RFC 8831 §8). The deprecated partial ones, 52 and 54, are not accepted: no current peer sends them.</summary>
internal static class PayloadProtocol
{
    /// <summary>DCEP (RFC 8832).</summary>
    public const uint Control = 50;

    public const uint Text = 51;

    public const uint Binary = 53;

    /// <summary>A text of no bytes, carried as one zero byte.</summary>
    public const uint EmptyText = 56;

    /// <summary>A binary message of no bytes, carried as one zero byte.</summary>
    public const uint EmptyBinary = 57;

    public static bool IsUserData(uint protocol) => protocol is Text or Binary or EmptyText or EmptyBinary;

    public static bool IsEmpty(uint protocol) => protocol is EmptyText or EmptyBinary;

    public static bool IsText(uint protocol) => protocol is Text or EmptyText;
}

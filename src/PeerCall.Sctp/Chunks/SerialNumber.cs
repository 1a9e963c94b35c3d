namespace PeerCall.Sctp;

/// <summary>Serial number arithmetic (RFC 1982, as used by RFC 9260 §1.6): TSN, SSN, MID and request sequence numbers wrap.</summary>
internal static class SerialNumber
{
    /// <summary>Whether <paramref name="a"/> comes before <paramref name="b"/>.</summary>
    public static bool Less(uint a, uint b) => unchecked((int)(a - b)) < 0;

    /// <summary>Whether <paramref name="a"/> comes before <paramref name="b"/> or is it.</summary>
    public static bool LessOrEqual(uint a, uint b) => unchecked((int)(a - b)) <= 0;

    /// <summary>How many numbers lie from <paramref name="from"/> (included) to <paramref name="to"/> (excluded).</summary>
    public static uint Distance(uint from, uint to) => unchecked(to - from);
}

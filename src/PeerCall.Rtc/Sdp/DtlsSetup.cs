namespace PeerCall.Rtc.Sdp;

/// <summary><c>a=setup</c> (RFC 4145 §4, RFC 8842 §5.2): who begins the DTLS handshake.</summary>
internal enum DtlsSetup
{
    /// <summary>Either: what an offer says.</summary>
    ActPass,

    /// <summary>The writer of the description.</summary>
    Active,

    /// <summary>The reader of the description.</summary>
    Passive,

    /// <summary>Nobody for now.</summary>
    HoldConnection,
}

/// <summary>The words of <see cref="DtlsSetup"/>.</summary>
internal static class DtlsSetups
{
    public static string ToWord(this DtlsSetup setup) => setup switch
    {
        DtlsSetup.ActPass => "actpass",
        DtlsSetup.Active => "active",
        DtlsSetup.Passive => "passive",
        _ => "holdconn",
    };

    public static DtlsSetup? Parse(ReadOnlySpan<char> word) => word switch
    {
        "actpass" => DtlsSetup.ActPass,
        "active" => DtlsSetup.Active,
        "passive" => DtlsSetup.Passive,
        "holdconn" => DtlsSetup.HoldConnection,
        _ => null,
    };
}

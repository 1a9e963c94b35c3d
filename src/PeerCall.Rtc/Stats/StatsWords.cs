using PeerCall.Ice;
using PeerCall.Rtc.Dtls;
using PeerCall.Sctp;

namespace PeerCall.Rtc.Stats;

/// <summary>W3C's words for states.</summary>
internal static class StatsWords
{
    public static string Of(CandidatePairState state) => state switch
    {
        CandidatePairState.Frozen => "frozen",
        CandidatePairState.Waiting => "waiting",
        CandidatePairState.InProgress => "in-progress",
        CandidatePairState.Failed => "failed",
        _ => "succeeded",
    };

    public static string Of(IceConnectionState state) => state switch
    {
        IceConnectionState.New => "new",
        IceConnectionState.Checking => "checking",
        IceConnectionState.Connected => "connected",
        IceConnectionState.Completed => "completed",
        IceConnectionState.Disconnected => "disconnected",
        IceConnectionState.Failed => "failed",
        _ => "closed",
    };

    public static string Of(DtlsState state) => state switch
    {
        DtlsState.New => "new",
        DtlsState.Connecting => "connecting",
        DtlsState.Connected => "connected",
        DtlsState.Failed => "failed",
        _ => "closed",
    };

    public static string Of(DataChannelState state) => state switch
    {
        DataChannelState.Connecting => "connecting",
        DataChannelState.Open => "open",
        DataChannelState.Closing => "closing",
        _ => "closed",
    };
}

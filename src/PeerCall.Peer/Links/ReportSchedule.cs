namespace PeerCall.Peer.Links;

/// <summary>Decides when a report about the selected pair is due (docs/protocol.md, section 6).</summary>
internal sealed class ReportSchedule(TimeProvider clock)
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    /// <summary>Without a change it is repeated now and then: reports are volatile, and a far end that has come back knows nothing.</summary>
    private static readonly TimeSpan Repeat = TimeSpan.FromSeconds(20);

    private long? _sentAt;
    private string? _sent;

    /// <summary>True when it has to be sent now; the caller then does.</summary>
    /// <param name="what">Names what is reported: the pair, the state and the cause.</param>
    public bool IsDue(string what)
    {
        if (_sentAt is { } at && clock.GetElapsedTime(at) is var age && (age < Least || (what == _sent && age < Repeat)))
            return false;
        _sentAt = clock.GetTimestamp();
        _sent = what;
        return true;
    }
}

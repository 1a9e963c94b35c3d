namespace PeerCall.Turn.Server;

/// <summary>What an allocation waits for.</summary>
internal enum AllocationDeadline
{
    /// <summary>The relayed transport address of IPv4 ends.</summary>
    RelayedIPv4,

    /// <summary>The relayed transport address of IPv6 ends.</summary>
    RelayedIPv6,

    /// <summary>Permissions and channel bindings that have ended are forgotten.</summary>
    Sweep,
}

/// <summary>The deadlines of an allocation, one of each name; <see cref="TimeSpan.MaxValue"/> means none.</summary>
internal struct AllocationDeadlines
{
    private TimeSpan _relayedIPv4 = TimeSpan.MaxValue;
    private TimeSpan _relayedIPv6 = TimeSpan.MaxValue;
    private TimeSpan _sweep = TimeSpan.MaxValue;

    /// <summary>All unset.</summary>
    public AllocationDeadlines()
    {
    }

    /// <summary>The earliest.</summary>
    public readonly TimeSpan Next
    {
        get
        {
            var relayed = _relayedIPv4 < _relayedIPv6 ? _relayedIPv4 : _relayedIPv6;
            return relayed < _sweep ? relayed : _sweep;
        }
    }

    /// <summary>One of them.</summary>
    public TimeSpan this[AllocationDeadline name]
    {
        readonly get => name switch
        {
            AllocationDeadline.RelayedIPv4 => _relayedIPv4,
            AllocationDeadline.RelayedIPv6 => _relayedIPv6,
            _ => _sweep,
        };
        set
        {
            switch (name)
            {
                case AllocationDeadline.RelayedIPv4:
                    _relayedIPv4 = value;
                    break;
                case AllocationDeadline.RelayedIPv6:
                    _relayedIPv6 = value;
                    break;
                default:
                    _sweep = value;
                    break;
            }
        }
    }
}

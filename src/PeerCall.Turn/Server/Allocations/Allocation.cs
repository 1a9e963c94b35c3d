using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>
/// An allocation (RFC 8656 §3.2): what one client has of the server. It has one relayed transport address, or one of each family. Only the
/// <see cref="TurnServer"/> that made it touches it.
/// </summary>
public sealed class Allocation
{
    private AllocationDeadlines _deadlines = new();

    internal Allocation(AllocationFacts facts, in AllocateAnswer answer, AllocationCredential credential, IClientPath path, TimeSpan now)
    {
        Facts = facts;
        Client = facts.Client;
        Answer = answer;
        Credential = credential;
        Path = path;
        MadeAt = now;
    }

    /// <summary>Facts for events.</summary>
    public AllocationFacts Facts { get; }

    /// <summary>Five-tuple, here too because every packet needs it.</summary>
    internal FiveTuple Client { get; }

    /// <summary>What the client was told, for a request that is sent again.</summary>
    internal AllocateAnswer Answer { get; }

    /// <summary>Who made it, with the key, so that not every request has to derive it.</summary>
    internal AllocationCredential Credential { get; set; }

    /// <summary>The way back to the client.</summary>
    internal IClientPath Path { get; set; }

    /// <summary>When it was made.</summary>
    internal TimeSpan MadeAt { get; }

    /// <summary>Its relayed transport address of IPv4, if it has one.</summary>
    internal RelayedTransportAddress? RelayedIPv4 { get; private set; }

    /// <summary>Its relayed transport address of IPv6, if it has one.</summary>
    internal RelayedTransportAddress? RelayedIPv6 { get; private set; }

    /// <summary>Whether it is over: what still arrives for it is dropped.</summary>
    internal bool HasEnded => RelayedIPv4 is null && RelayedIPv6 is null;

    /// <summary>Permissions.</summary>
    internal Permissions Permissions { get; } = new();

    /// <summary>Channel bindings.</summary>
    internal ChannelBindings Channels { get; } = new();

    /// <summary>Bandwidth and counters.</summary>
    internal TrafficMeter Meter { get; } = new();

    /// <summary>Deadlines; who sets one tells the <see cref="DeadlineQueue"/> right after.</summary>
    internal ref AllocationDeadlines Deadlines => ref _deadlines;

    /// <summary>Place in the <see cref="DeadlineQueue"/>; negative: not in it.</summary>
    internal int QueuePlace { get; set; } = -1;

    /// <summary>The relayed transport address of the family of this peer.</summary>
    internal RelayedTransportAddress? RelayedFor(in TransportAddress peer) => peer.IsIPv4 ? RelayedIPv4 : RelayedIPv6;

    /// <summary>Adds a relayed transport address, up to a time.</summary>
    internal void Attach(RelayedTransportAddress relayed, TimeSpan expires)
    {
        if (relayed.Address.IsIPv4)
            RelayedIPv4 = relayed;
        else
            RelayedIPv6 = relayed;
        _deadlines[DeadlineOf(relayed.Address.IsIPv4)] = expires;
        relayed.Socket.Allocation = this;
    }

    /// <summary>Takes a relayed transport address out, and with it the permissions and channels of its family.</summary>
    internal RelayedTransportAddress? Detach(bool ipv4)
    {
        var relayed = ipv4 ? RelayedIPv4 : RelayedIPv6;
        if (ipv4)
            RelayedIPv4 = null;
        else
            RelayedIPv6 = null;
        _deadlines[DeadlineOf(ipv4)] = TimeSpan.MaxValue;
        Permissions.RemoveFamily(ipv4);
        Channels.RemoveFamily(ipv4);
        return relayed;
    }

    /// <summary>When a relayed transport address of this family ends.</summary>
    internal static AllocationDeadline DeadlineOf(bool ipv4) => ipv4 ? AllocationDeadline.RelayedIPv4 : AllocationDeadline.RelayedIPv6;
}

using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>What the <see cref="TurnServer"/>s of one process share; safe from any thread.</summary>
public sealed class TurnServerShared
{
    private long _lastId;

    /// <summary>Makes it. Randomness (nonce key, ports, tokens) comes from the system's cryptographic source.</summary>
    /// <param name="options">Checked by who made them.</param>
    /// <param name="wallClock">For the expiry of credentials; its timestamps for that of nonces and reservations.</param>
    /// <param name="events">Who is told.</param>
    public TurnServerShared(TurnServerOptions options, TimeProvider wallClock, ITurnServerEvents events)
        : this(options, wallClock, events, static (options, relayed) =>
            {
                var policy = new PeerAddressPolicy(options.AllowedPeers, options.DeniedPeers, options.OwnAddresses, relayed);
                return new PeerJudgement(policy.Judge, policy.JudgeAddress);
            })
    {
    }

    internal TurnServerShared(
        TurnServerOptions options, TimeProvider wallClock, ITurnServerEvents events, Func<TurnServerOptions, IRelayedAddresses, PeerJudgement> policy)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(wallClock);
        Options = options;
        Events = events;
        PortsIPv4 = options.PublicIPv4 is { } ipv4 ? new RelayPorts(TransportAddress.From(ipv4, 0), options.FirstRelayPort, options.LastRelayPort) : null;
        PortsIPv6 = options.PublicIPv6 is { } ipv6 ? new RelayPorts(TransportAddress.From(ipv6, 0), options.FirstRelayPort, options.LastRelayPort) : null;
        LiveRelayed = new LiveRelayedAddresses(PortsIPv4, PortsIPv6);
        Peers = policy(options, LiveRelayed);
        Quotas = new Quotas(options.MaxAllocationsPerUser, options.MaxAllocations);
        Reservations = new RelayReservations(Quotas, wallClock);
        UnauthenticatedErrors = new UnauthenticatedErrors(options.UnauthenticatedErrorsPerSecond, wallClock);
        UnauthenticatedStreamErrors = new UnauthenticatedErrors(options.UnauthenticatedErrorsPerSecond, wallClock);
        // A user who is not in a list cannot be found by her hash: anonymity is offered where there are only users of a list.
        var anonymity = options.Secret is null && options.Users.Count > 0 ? StunSecurityFeatures.UsernameAnonymity : StunSecurityFeatures.None;
        Nonces = new Nonces(StunSecurityFeatures.PasswordAlgorithms | anonymity, wallClock);
        Authenticator = new Authenticator(options, Nonces, wallClock);
    }

    internal TurnServerOptions Options { get; }

    internal ITurnServerEvents Events { get; }

    internal Nonces Nonces { get; }

    internal Authenticator Authenticator { get; }

    internal PeerJudgement Peers { get; }

    internal RelayPorts? PortsIPv4 { get; }

    internal RelayPorts? PortsIPv6 { get; }

    internal LiveRelayedAddresses LiveRelayed { get; }

    internal RelayReservations Reservations { get; }

    internal Quotas Quotas { get; }

    /// <summary>Over UDP.</summary>
    internal UnauthenticatedErrors UnauthenticatedErrors { get; }

    /// <summary>Over TCP and TLS. Apart: who forges an address over UDP must not use up what its owner is told over a connection.</summary>
    internal UnauthenticatedErrors UnauthenticatedStreamErrors { get; }

    /// <summary>A number for an allocation, unique in the process.</summary>
    internal long NextId() => Interlocked.Increment(ref _lastId);
}

using System.Net.Sockets;
using PeerCall.Stun;

namespace PeerCall.Turn.Client;

/// <summary>How a <see cref="TurnClient"/> behaves.</summary>
public sealed record TurnClientOptions
{
    /// <summary>Who the user is.</summary>
    public required TurnCredentials Credentials { get; init; }

    /// <summary>Whether the transport retransmits by itself (TCP, TLS). Default: false.</summary>
    public bool Reliable { get; init; }

    /// <summary>Family of the relayed address (RFC 8656 §18.6); unspecified: the server's default, IPv4. Default: unspecified.</summary>
    public AddressFamily RelayedFamily { get; init; } = AddressFamily.Unspecified;

    /// <summary>Lifetime to ask for, in whole seconds; null: the server's default, 10 min (RFC 8656 §3.2). Default: null.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>Initial retransmission timeout (RFC 8489 §6.2.1). Default: 500 ms.</summary>
    public TimeSpan Rto { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Where transaction ids come from. Default: the system's cryptographic source.</summary>
    public Func<TransactionId> NewTransactionId { get; init; } = TransactionId.Random;
}

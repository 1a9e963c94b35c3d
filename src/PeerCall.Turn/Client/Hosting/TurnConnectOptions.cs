using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using PeerCall.Stun;

namespace PeerCall.Turn.Client.Hosting;

/// <summary>
/// Takes a peer's datagram. Called on the connection's thread: be quick, never block, never throw. May call <see cref="TurnClientConnection.Send"/>.
/// </summary>
/// <param name="peer">Who sent it.</param>
/// <param name="data">Only good during the call.</param>
public delegate void TurnDataHandler(in TransportAddress peer, ReadOnlySpan<byte> data);

/// <summary>How to connect with a TURN server.</summary>
public sealed record TurnConnectOptions
{
    /// <summary>Who the user is.</summary>
    public required TurnCredentials Credentials { get; init; }

    /// <summary>Called with every datagram of a peer. Default: they are dropped.</summary>
    public TurnDataHandler? OnData { get; init; }

    /// <summary>
    /// Called when a Refresh failed while the allocation still stands: the moment for <see cref="TurnClientConnection.UpdateCredentials"/>.
    /// Must not block. Default: nothing.
    /// </summary>
    public Action<TurnFailure>? OnRefreshRefused { get; init; }

    /// <summary>Called when a peer was refused or its permission was lost; the port is 0. Must not block. Default: nothing.</summary>
    public Action<TransportAddress, TurnFailure>? OnPermissionRefused { get; init; }

    /// <summary>Family of the relayed address; unspecified: the server's default. Default: unspecified.</summary>
    public AddressFamily RelayedFamily { get; init; } = AddressFamily.Unspecified;

    /// <summary>Lifetime to ask for; null: the server's default. Default: null.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>Local address to speak from; null: the system chooses. Servers of the other family are left out. Default: null.</summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>How long one address of the server may take from the first packet to the allocation. Default: 10 s.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait, when the connection is disposed, for the server to say that the allocation is released. Default: 2 s.</summary>
    public TimeSpan ReleaseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Judges the server's certificate in place of the system. Null: the system's trusted issuers and the host name of the URI decide. Only for a
    /// certificate that is known by other means, such as one that is pinned. Default: null.
    /// </summary>
    public RemoteCertificateValidationCallback? ServerCertificateValidation { get; init; }

    /// <summary>Finds the addresses of a host name, in the order in which they are tried. Default: the system's resolver.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>Clock. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

using System.Net;
using System.Net.Sockets;
using PeerCall.Ice;
using PeerCall.Turn.Client;

namespace PeerCall.Rtc.Transport.Relays;

/// <summary>An allocation that is wanted.</summary>
/// <param name="Url">URL of the server, as the application wrote it.</param>
/// <param name="Uri">The same, read.</param>
/// <param name="Family">Family of the relayed address.</param>
/// <param name="Addresses">The server's addresses, in the order in which they are tried. Not empty.</param>
/// <param name="Credentials">Who asks.</param>
internal sealed record RelayRequest(string Url, TurnUri Uri, AddressFamily Family, IPAddress[] Addresses, TurnCredentials Credentials);

/// <summary>The base of a relayed candidate: an allocation on a TURN server, or the attempt to have one. Under the gate of its loop, but for disposing.</summary>
internal abstract class Relay(int id, RelayRequest request) : IceBase(id), IAsyncDisposable
{
    /// <summary>So long a server may take to say that it still has the allocation: two transmissions and their answers (RFC 8489 §6.2.1).</summary>
    protected static readonly TimeSpan VerificationTime = TimeSpan.FromSeconds(2);

    /// <summary>What was asked for.</summary>
    public RelayRequest Request { get; } = request;

    /// <summary>What there is; null before it is made.</summary>
    public TurnAllocation? Allocation { get; protected set; }

    /// <summary>What the server is reached by.</summary>
    public RelayProtocol Protocol => Request.Uri.Transport switch
    {
        TurnTransport.Udp => RelayProtocol.Udp,
        TurnTransport.Tcp => RelayProtocol.Tcp,
        _ => RelayProtocol.Tls,
    };

    /// <summary>When <see cref="Advance"/> is to be called at the latest.</summary>
    public virtual TimeSpan Deadline => TimeSpan.MaxValue;

    /// <summary>Begins.</summary>
    public abstract void Start(TimeSpan now);

    /// <summary>Does what is due.</summary>
    public virtual void Advance(TimeSpan now)
    {
    }

    /// <summary>The server is being asked whether it still has the allocation.</summary>
    public bool IsInDoubt { get; protected set; }

    /// <summary>
    /// Asks the server whether it still has the allocation: after a restart of the server or a change of this end's address it has not, and nothing else tells. <see cref="IRelayOwner.OnRelayVerified"/> or
    /// <see cref="IRelayOwner.OnRelayEnded"/> follows.
    /// </summary>
    public abstract void Verify(TimeSpan now);

    /// <summary>Fresh credentials.</summary>
    public abstract void UpdateCredentials(TurnCredentials credentials);

    /// <summary>Begins to give the allocation back; nothing is told any more.</summary>
    public abstract void Release(TimeSpan now);

    /// <summary>Waits a short time for the server to have it back, and closes the way to it. Not under the gate, and after <see cref="Release"/>.</summary>
    public abstract ValueTask DisposeAsync();
}

/// <summary>Hears of relays. Under the gate.</summary>
internal interface IRelayOwner : IIceBaseOwner
{
    /// <summary>The allocation is made.</summary>
    void OnRelayAllocated(Relay relay, TurnAllocation allocation, TimeSpan now);

    /// <summary>The server still has the allocation.</summary>
    void OnRelayVerified(Relay relay, TimeSpan now);

    /// <summary>There is no allocation, or not any longer. Nothing follows.</summary>
    void OnRelayEnded(Relay relay, TurnFailure failure, TimeSpan now);
}

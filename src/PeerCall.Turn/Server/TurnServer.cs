using PeerCall.Stun;
using PeerCall.Turn.Framing;

namespace PeerCall.Turn.Server;

/// <summary>
/// The TURN server for the clients of one loop (RFC 8656): takes what arrives and the time, sends through what it is given. No sockets, no clock,
/// one caller at a time. What several of them share (ports, quotas, credentials, nonces, policy) is in <see cref="TurnServerShared"/>.
/// </summary>
/// <remarks>
/// Left out on purpose: mobility (RFC 8016), TCP relaying (RFC 6062), DONT-FRAGMENT (answered with 420, as RFC 8656 §7.2 has it) and ICMP (optional).
/// Nothing that arrives makes it throw, and what is late is ended before anything else is looked at, so that <see cref="Advance"/> may come late.
/// </remarks>
public sealed class TurnServer
{
    private readonly TurnServerShared _shared;
    private readonly AllocationTable _allocations;
    private readonly Replies _replies;
    private readonly Admission _admission;
    private readonly BindingHandler _binding;
    private readonly AllocateHandler _allocate;
    private readonly RefreshHandler _refresh;
    private readonly CreatePermissionHandler _createPermission;
    private readonly ChannelBindHandler _channelBind;
    private readonly ClientData _clientData;
    private readonly PeerData _peerData;

    /// <summary>Makes a server without allocations.</summary>
    public TurnServer(TurnServerShared shared, IRelaySockets sockets)
    {
        ArgumentNullException.ThrowIfNull(shared);
        _shared = shared;
        _allocations = new AllocationTable(shared);
        _replies = new Replies(shared);
        _admission = new Admission(shared, _replies);
        _binding = new BindingHandler(_admission, _replies);
        _allocate = new AllocateHandler(new AllocationMaking(shared, _allocations, new RelayOpening(shared, sockets)), _replies);
        _refresh = new RefreshHandler(_allocations, _replies);
        _createPermission = new CreatePermissionHandler(shared, _allocations, _replies);
        _channelBind = new ChannelBindHandler(shared, _allocations, _replies);
        _clientData = new ClientData(shared);
        _peerData = new PeerData(shared);
    }

    /// <summary>When <see cref="Advance"/> has something to do; <see cref="TimeSpan.MaxValue"/>: not before something arrives.</summary>
    public TimeSpan Deadline => _allocations.Deadline;

    /// <summary>How many allocations there are.</summary>
    public int Count => _allocations.All.Count;

    /// <summary>Takes one message of a client: a STUN message or ChannelData, without the padding of TCP.</summary>
    public void ReceiveFromClient(in FiveTuple client, IClientPath path, ReadOnlySpan<byte> message, TimeSpan now)
    {
        Advance(now);
        if (ChannelData.IsChannelData(message))
        {
            _allocations.TryFind(in client, out var allocation);
            _clientData.RelayChannelData(allocation, message, now);
        }
        else if (StunMessage.TryParse(message, out var stun) is StunFault.None)
        {
            ReceiveStun(in client, path, in stun, now);
        }
        else
        {
            _shared.Events.Dropped(TurnDrop.Malformed);
        }
    }

    /// <summary>Takes one datagram of a peer.</summary>
    public void ReceiveFromPeer(Allocation allocation, in TransportAddress peer, ReadOnlySpan<byte> data, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(allocation);
        Advance(now);
        if (allocation.HasEnded)
            _shared.Events.Dropped(TurnDrop.NoPermission);
        else
            _peerData.Relay(allocation, in peer, data, now);
    }

    /// <summary>A client's TCP or TLS connection has ended: its allocation ends.</summary>
    public void Disconnect(in FiveTuple client, TimeSpan now)
    {
        if (_allocations.TryFind(in client, out var allocation))
            _allocations.End(allocation, AllocationEnd.Disconnected, now);
    }

    /// <summary>Whether this client has an allocation; a TCP connection without one is closed after a while.</summary>
    public bool HasAllocation(in FiveTuple client) => _allocations.TryFind(in client, out _);

    /// <summary>Ends what has expired.</summary>
    public void Advance(TimeSpan now)
    {
        if (_allocations.Deadline <= now)
            _allocations.Advance(now);
    }

    /// <summary>Ends all allocations.</summary>
    public void Stop(TimeSpan now)
    {
        foreach (var allocation in _allocations.All.ToArray())
            _allocations.End(allocation, AllocationEnd.Stopped, now);
    }

    /// <summary>What there is now, for who operates the server. Like everything here, called by one at a time.</summary>
    public IReadOnlyList<AllocationSnapshot> Snapshot(TimeSpan now)
    {
        var snapshots = new List<AllocationSnapshot>(_allocations.All.Count);
        foreach (var allocation in _allocations.All)
            snapshots.Add(AllocationSnapshot.Of(allocation, now));
        return snapshots;
    }

    private void ReceiveStun(in FiveTuple client, IClientPath path, in StunMessage message, TimeSpan now)
    {
        switch (message.Class, message.Method)
        {
            case (StunClass.Request, StunMethod.Binding or StunMethod.Allocate or StunMethod.Refresh or StunMethod.CreatePermission or StunMethod.ChannelBind):
                _allocations.TryFind(in client, out var allocation);
                ReceiveRequest(new TurnRequest { Message = message, Client = client, Path = path, Now = now, Allocation = allocation });
                break;
            case (StunClass.Indication, StunMethod.Send):
                _allocations.TryFind(in client, out var sender);
                _clientData.RelaySendIndication(sender, in message, now);
                break;
            case (StunClass.Indication, StunMethod.Binding):
                // Keeps a NAT's mapping alive; that it came is all there is to it.
                break;
            default:
                // Responses, and methods that a server does not take in this class (RFC 8489 §6.3).
                _shared.Events.Dropped(TurnDrop.Malformed);
                break;
        }
    }

    private void ReceiveRequest(in TurnRequest request)
    {
        if (request.Message.Method is StunMethod.Binding)
        {
            _binding.Handle(in request);
            return;
        }
        if (!_admission.TryAdmit(in request, out var user))
            return;
        var admitted = request.Of(user);
        switch (request.Message.Method)
        {
            case StunMethod.Allocate:
                _allocate.Handle(in admitted);
                break;
            case StunMethod.Refresh:
                _refresh.Handle(in admitted);
                break;
            case StunMethod.CreatePermission:
                _createPermission.Handle(in admitted);
                break;
            default:
                _channelBind.Handle(in admitted);
                break;
        }
        if (admitted.Allocation is { HasEnded: false } allocation)
            Remember(allocation, in admitted);
    }

    /// <summary>Keeps the newest credentials of the user, whose key then need not be derived again, and the way she came.</summary>
    private static void Remember(Allocation allocation, in TurnRequest request)
    {
        allocation.Path = request.Path;
        if (allocation.Credential.IsOf(request.User)
            && request.User.Expiry >= allocation.Credential.Expiry
            && !allocation.Credential.HasKeyOf(request.User.Username, request.User.Algorithm))
        {
            allocation.Credential = AllocationCredential.From(request.User);
        }
    }
}

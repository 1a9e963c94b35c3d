using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using PeerCall.Stun;
using PeerCall.Turn.Client.Transactions;

namespace PeerCall.Turn.Client.Peers;

/// <summary>Permissions and channels of one allocation: asks for them, keeps them alive, gives them up.</summary>
internal sealed class PeerTable(ClientTransactions transactions, ITurnClientOutput output)
{
    /// <summary>Between attempts to keep what is about to end.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    /// <summary>How long a refusal is believed before data makes the client ask again.</summary>
    public static readonly TimeSpan RefusalMemory = TimeSpan.FromMinutes(1);

    private readonly Dictionary<TransportAddress, Permission> _permissions = [];
    private readonly Dictionary<TransportAddress, ChannelBinding> _channels = [];
    private readonly Dictionary<ushort, ChannelBinding> _byNumber = [];
    private readonly ChannelNumbers _numbers = new();
    private TimeSpan? _deadline;

    /// <summary>Family of the relayed address.</summary>
    public AddressFamily Family { get; set; }

    /// <summary>When <see cref="Advance"/> has something to do; kept, because it is asked for after every packet.</summary>
    public TimeSpan Deadline => _deadline ??= FindDeadline();

    /// <summary>Whether the permission for a peer is there; without it a Data indication is not believed (RFC 8656 §11.4).</summary>
    public bool IsPermitted(in TransportAddress peer) => _permissions.TryGetValue(peer.WithPort(0), out var permission) && permission.IsGranted;

    /// <summary>The channel bound to a peer.</summary>
    public bool TryGetChannel(in TransportAddress peer, TimeSpan now, out ushort number)
    {
        var isBound = _channels.TryGetValue(peer, out var channel) && channel.IsBound(now);
        number = isBound ? channel!.Number : (ushort)0;
        return isBound;
    }

    /// <summary>The peer of a channel. It counts from the request on: the server's data may overtake its response.</summary>
    public bool TryGetPeer(ushort number, out TransportAddress peer)
    {
        var isKnown = _byNumber.TryGetValue(number, out var channel);
        peer = isKnown ? channel!.Peer : default;
        return isKnown;
    }

    /// <summary>Asks for a permission, unless it is there or asked for already.</summary>
    /// <param name="peer">Peer.</param>
    /// <param name="now">Monotonic time.</param>
    /// <param name="again">Whether to ask although the server has refused it lately.</param>
    /// <returns>False if it has been refused lately.</returns>
    public bool Permit(in TransportAddress peer, TimeSpan now, bool again)
    {
        var key = peer.WithPort(0);
        if (!_permissions.TryGetValue(key, out var permission))
            _permissions.Add(key, permission = new Permission(peer) { AskAt = now });
        if (permission.IsGranted || permission.Request is not null)
            return true;
        if (!again && now < permission.AskAt)
            return false;
        Ask(permission, now);
        return true;
    }

    /// <summary>Asks for a channel, unless there is one, it is asked for, or it was refused lately.</summary>
    public void Bind(in TransportAddress peer, TimeSpan now)
    {
        if (!_channels.TryGetValue(peer, out var channel))
        {
            if (!_numbers.TryTake(now, out var number))
                return;
            _channels.Add(peer, channel = new ChannelBinding(peer, number));
            _byNumber.Add(number, channel);
        }
        if (channel.Request is null && now >= channel.AskAt)
            Ask(channel, now);
    }

    /// <summary>Stops keeping a peer's channel, and its permission if no other channel has that address. The server forgets them by itself.</summary>
    public void Forget(in TransportAddress peer, TimeSpan now)
    {
        if (_channels.Remove(peer, out var channel))
        {
            _byNumber.Remove(channel.Number);
            _numbers.Return(channel.Number, now);
            Cancel(channel.Request);
        }
        foreach (var other in _channels.Keys)
        {
            if (other.HasSameAddress(peer))
                return;
        }
        if (_permissions.Remove(peer.WithPort(0), out var permission))
            Cancel(permission.Request);
        _deadline = null;
    }

    /// <summary>Refreshes what is due and gives up what has ended.</summary>
    public void Advance(TimeSpan now)
    {
        if (now < Deadline)
            return;
        foreach (var channel in _channels.Values)
        {
            if (channel.Request is null && channel.IsBound(now) && now >= channel.AskAt)
                Ask(channel, now);
            else if (!channel.IsBound(now))
                channel.BoundUntil = TimeSpan.MinValue;
        }
        foreach (var permission in _permissions.Values)
        {
            if (permission.IsGranted && permission.Request is null && now >= permission.AskAt && now < permission.ExpiresAt)
                Ask(permission, now);
        }
        _deadline = null;
        // Listeners may call back: one at a time, and look again.
        while (FindExpired(now, out var expired))
            Refuse(expired, TurnFailure.TimedOut(TurnStage.CreatePermission), now);
    }

    /// <summary>The server has answered, or has not.</summary>
    public void Conclude(TurnRequest request, TurnFailure? failure, TimeSpan now)
    {
        _deadline = null;
        if (request.Method is StunMethod.CreatePermission)
            ConcludePermission(request, failure, now);
        else if (_channels.TryGetValue(request.Peer, out var channel) && channel.Request == request)
            ConcludeChannel(channel, request, failure, now);
    }

    private void ConcludePermission(TurnRequest request, TurnFailure? failure, TimeSpan now)
    {
        if (!_permissions.TryGetValue(request.Peer.WithPort(0), out var permission) || permission.Request != request)
            return;
        permission.Request = null;
        if (failure is null)
            Grant(permission, request.SentAt);
        else if (permission.IsGranted && failure.IsTransient && now < permission.ExpiresAt)
            permission.AskAt = now + RetryInterval;
        else
            Refuse(permission, failure, now);
    }

    private void ConcludeChannel(ChannelBinding channel, TurnRequest request, TurnFailure? failure, TimeSpan now)
    {
        channel.Request = null;
        if (failure is not null)
        {
            channel.AskAt = now + (channel.IsBound(now) ? RetryInterval : RefusalMemory);
            return;
        }
        channel.BoundUntil = request.SentAt + ChannelBinding.Lifetime;
        channel.AskAt = request.SentAt + ChannelBinding.RefreshAge;
        // ChannelBind makes or refreshes the permission too (RFC 8656 §12.2).
        if (_permissions.TryGetValue(channel.Peer.WithPort(0), out var permission))
            Grant(permission, request.SentAt);
    }

    private void Grant(Permission permission, TimeSpan since)
    {
        var isNew = !permission.IsGranted;
        permission.IsGranted = true;
        permission.ExpiresAt = since + Permission.Lifetime;
        permission.AskAt = since + Permission.RefreshAge;
        if (isNew)
            output.PermissionGranted(permission.Peer.WithPort(0));
    }

    private void Refuse(Permission permission, TurnFailure failure, TimeSpan now)
    {
        permission.IsGranted = false;
        permission.AskAt = now + RefusalMemory;
        Cancel(permission.Request);
        permission.Request = null;
        output.PermissionRefused(permission.Peer.WithPort(0), failure);
    }

    private void Ask(Permission permission, TimeSpan now)
    {
        permission.Request = new TurnRequest { Method = StunMethod.CreatePermission, Peer = permission.Peer };
        transactions.Send(permission.Request, now);
        _deadline = null;
    }

    private void Ask(ChannelBinding channel, TimeSpan now)
    {
        channel.Request = new TurnRequest { Method = StunMethod.ChannelBind, Peer = channel.Peer, Channel = channel.Number };
        transactions.Send(channel.Request, now);
        _deadline = null;
    }

    private void Cancel(TurnRequest? request)
    {
        if (request is not null)
            transactions.Cancel(request);
    }

    private bool FindExpired(TimeSpan now, [NotNullWhen(true)] out Permission? expired)
    {
        foreach (var permission in _permissions.Values)
        {
            if (permission.IsGranted && now >= permission.ExpiresAt)
            {
                expired = permission;
                return true;
            }
        }
        expired = null;
        return false;
    }

    private TimeSpan FindDeadline()
    {
        var deadline = TimeSpan.MaxValue;
        foreach (var permission in _permissions.Values)
        {
            if (permission.IsGranted)
                deadline = Earlier(deadline, permission.Request is null ? Earlier(permission.AskAt, permission.ExpiresAt) : permission.ExpiresAt);
        }
        foreach (var channel in _channels.Values)
        {
            if (channel.BoundUntil != TimeSpan.MinValue)
                deadline = Earlier(deadline, channel.Request is null ? Earlier(channel.AskAt, channel.BoundUntil) : channel.BoundUntil);
        }
        return deadline;
    }

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;
}

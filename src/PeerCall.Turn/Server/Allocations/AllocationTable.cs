using System.Diagnostics.CodeAnalysis;

namespace PeerCall.Turn.Server;

/// <summary>The allocations of one <see cref="TurnServer"/> by five-tuple, with their deadlines: every one of them begins and ends here.</summary>
internal sealed class AllocationTable(TurnServerShared shared)
{
    private readonly Dictionary<FiveTuple, Allocation> _allocations = [];
    private readonly DeadlineQueue _deadlines = new();

    private TimeSpan _reservationSweep = TimeSpan.MaxValue;

    /// <summary>The last one that was found: packets of one client come in rows.</summary>
    private Allocation? _last;

    /// <summary>When <see cref="Advance"/> has something to do.</summary>
    public TimeSpan Deadline => _deadlines.Next < _reservationSweep ? _deadlines.Next : _reservationSweep;

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<Allocation> All => _allocations.Values;

    /// <summary>The allocation of a client.</summary>
    public bool TryFind(in FiveTuple client, [NotNullWhen(true)] out Allocation? allocation)
    {
        allocation = _last;
        if (allocation is not null && allocation.Client == client)
            return true;
        if (!_allocations.TryGetValue(client, out allocation))
            return false;
        _last = allocation;
        return true;
    }

    /// <summary>Takes a new one in, and tells.</summary>
    public void Add(Allocation allocation)
    {
        _allocations.Add(allocation.Client, allocation);
        _deadlines.Place(allocation);
        shared.Events.AllocationMade(allocation.Facts, allocation.Meter);
    }

    /// <summary>Sets when a relayed transport address ends.</summary>
    public void Extend(Allocation allocation, bool ipv4, TimeSpan expires)
    {
        allocation.Deadlines[Allocation.DeadlineOf(ipv4)] = expires;
        _deadlines.Place(allocation);
    }

    /// <summary>Has permissions and channels swept some time from now, unless that is due already.</summary>
    public void SweepLater(Allocation allocation, TimeSpan now)
    {
        if (allocation.Deadlines[AllocationDeadline.Sweep] != TimeSpan.MaxValue)
            return;
        allocation.Deadlines[AllocationDeadline.Sweep] = now + Permission.Lifetime;
        _deadlines.Place(allocation);
    }

    /// <summary>Has reservations given back that nobody claims; they are all loops', and who makes one looks after it.</summary>
    public void SweepReservationsAt(TimeSpan at)
    {
        if (at < _reservationSweep)
            _reservationSweep = at;
    }

    /// <summary>Ends one relayed transport address, and with the last one the allocation.</summary>
    public void End(Allocation allocation, bool ipv4, AllocationEnd reason, TimeSpan now)
    {
        if (allocation.Detach(ipv4) is { } relayed)
            Close(relayed);
        if (!allocation.HasEnded)
        {
            _deadlines.Place(allocation);
            return;
        }
        _allocations.Remove(allocation.Client);
        _deadlines.Remove(allocation);
        _last = null;
        shared.Quotas.Return(allocation.Facts.User);
        shared.Events.AllocationEnded(allocation.Facts, reason, allocation.Meter.Traffic, now - allocation.MadeAt);
    }

    /// <summary>Ends an allocation.</summary>
    public void End(Allocation allocation, AllocationEnd reason, TimeSpan now)
    {
        if (allocation.RelayedIPv4 is not null)
            End(allocation, ipv4: true, reason, now);
        if (allocation.RelayedIPv6 is not null)
            End(allocation, ipv4: false, reason, now);
    }

    /// <summary>Does what is due.</summary>
    public void Advance(TimeSpan now)
    {
        while (_deadlines.Next <= now)
        {
            var allocation = _deadlines.First;
            if (allocation.Deadlines[AllocationDeadline.RelayedIPv4] <= now)
                End(allocation, ipv4: true, AllocationEnd.Expired, now);
            else if (allocation.Deadlines[AllocationDeadline.RelayedIPv6] <= now)
                End(allocation, ipv4: false, AllocationEnd.Expired, now);
            else
                Sweep(allocation, now);
        }
        if (_reservationSweep <= now)
            _reservationSweep = shared.Reservations.Sweep() is { } next ? now + next : TimeSpan.MaxValue;
    }

    private void Sweep(Allocation allocation, TimeSpan now)
    {
        allocation.Permissions.Sweep(now);
        allocation.Channels.Sweep(now);
        var isEmpty = allocation.Permissions.Count == 0 && allocation.Channels.Count == 0;
        allocation.Deadlines[AllocationDeadline.Sweep] = isEmpty ? TimeSpan.MaxValue : now + Permission.Lifetime;
        _deadlines.Place(allocation);
    }

    private void Close(RelayedTransportAddress relayed)
    {
        shared.LiveRelayed.Remove(relayed.Address);
        relayed.Socket.Allocation = null;
        relayed.Socket.Close();
        relayed.Ports.Return(relayed.Address.Port);
    }
}

using System.Text;
using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>
/// Makes allocations: takes a place in the quota, then ports and sockets. Whatever fails gives back all that was taken before.
/// </summary>
internal sealed class AllocationMaking(TurnServerShared shared, AllocationTable allocations, RelayOpening opening)
{
    /// <summary>Makes an allocation; null with the error that says why not.</summary>
    public Allocation? TryMake(scoped in TurnRequest request, in AllocateRequest wanted, out StunError refusal)
    {
        var credential = AllocationCredential.From(request.User);
        var error = wanted.ReservationToken is { } token
            ? TryOpenReserved(token, credential.User, out var opened)
            : TryOpen(in wanted, credential.User, out opened);
        refusal = error.GetValueOrDefault();
        if (error is not null)
            return null;

        var (first, second) = (opened.IPv4 ?? opened.IPv6!, opened.IPv4 is null ? null : opened.IPv6);
        var facts = new AllocationFacts(
            shared.NextId(), request.Client, Encoding.UTF8.GetString(credential.Username), credential.User, first.Address, second?.Address ?? default);
        var lifetime = AllocationLifetime.Grant(wanted.Lifetime);
        var answer = new AllocateAnswer(request.Message.TransactionId, lifetime, opened.Token, opened.Missing);
        var made = new Allocation(facts, in answer, credential, request.Path, request.Now);
        made.Meter.Limit(shared.Options.BandwidthPerAllocation, request.Now);
        made.Attach(first, request.Now + TimeSpan.FromSeconds(lifetime));
        if (second is not null)
            made.Attach(second, request.Now + TimeSpan.FromSeconds(lifetime));
        allocations.Add(made);
        if (opened.Token is not null)
            allocations.SweepReservationsAt(request.Now + RelayReservations.Lifetime);
        return made;
    }

    private StunError? TryOpenReserved(ulong token, string user, out Opened opened)
    {
        opened = default;
        if (!shared.Reservations.TryClaim(token, user, out var ports, out var port))
            return StunErrors.InsufficientCapacity;
        if (opening.TryOpen(ports, port, out var relayed))
        {
            opened = relayed.Address.IsIPv4 ? new Opened(relayed, null) : new Opened(null, relayed);
            return null;
        }
        ports.Return(port);
        shared.Quotas.Return(user);
        return StunErrors.InsufficientCapacity;
    }

    private StunError? TryOpen(in AllocateRequest wanted, string user, out Opened opened)
    {
        opened = default;
        var error4 = wanted.IPv4 && shared.PortsIPv4 is null ? StunErrors.AddressFamilyNotSupported : (StunError?)null;
        var error6 = wanted.IPv6 && shared.PortsIPv6 is null ? StunErrors.AddressFamilyNotSupported : (StunError?)null;
        if ((!wanted.IPv4 || error4 is not null) && (!wanted.IPv6 || error6 is not null))
            return StunErrors.AddressFamilyNotSupported;
        // A reservation is a place of its own, until it becomes an allocation.
        var places = wanted.Port is RelayPortKind.EvenWithNext ? 2 : 1;
        if (TakePlaces(user, places) is { } full)
            return full;

        var ipv4 = wanted.IPv4 ? Open(shared.PortsIPv4, wanted.Port, ref error4) : null;
        var ipv6 = wanted.IPv6 ? Open(shared.PortsIPv6, wanted.Port, ref error6) : null;
        if (ipv4 is null && ipv6 is null)
        {
            for (var i = 0; i < places; i++)
                shared.Quotas.Return(user);
            return StunErrors.InsufficientCapacity;
        }
        ulong? token = wanted.Port is RelayPortKind.EvenWithNext
            ? shared.Reservations.Hold((ipv4 ?? ipv6)!.Ports, (ipv4 ?? ipv6)!.Address.Port + 1, user)
            : null;
        var missing = error4 is { } no4 ? new AddressError(StunAddressFamily.IPv4, no4)
            : error6 is { } no6 ? new AddressError(StunAddressFamily.IPv6, no6)
            : (AddressError?)null;
        opened = new Opened(ipv4, ipv6) { Token = token, Missing = missing };
        return null;
    }

    private RelayedTransportAddress? Open(RelayPorts? ports, RelayPortKind kind, ref StunError? error)
    {
        if (ports is null)
            return null;
        if (!opening.TryOpen(ports, kind, out var opened))
            error = StunErrors.InsufficientCapacity;
        return opened;
    }

    private StunError? TakePlaces(string user, int places)
    {
        for (var taken = 0; taken < places; taken++)
        {
            var verdict = shared.Quotas.Take(user);
            if (verdict is QuotaVerdict.Counted)
                continue;
            while (taken-- > 0)
                shared.Quotas.Return(user);
            return verdict is QuotaVerdict.UserFull ? StunErrors.AllocationQuotaReached : StunErrors.InsufficientCapacity;
        }
        return null;
    }

    private readonly record struct Opened(RelayedTransportAddress? IPv4, RelayedTransportAddress? IPv6)
    {
        public ulong? Token { get; init; }

        public AddressError? Missing { get; init; }
    }
}

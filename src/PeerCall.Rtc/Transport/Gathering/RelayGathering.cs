using System.Net;
using System.Net.Sockets;
using PeerCall.Rtc.Transport.Relays;
using PeerCall.Turn.Client;

namespace PeerCall.Rtc.Transport.Gathering;

/// <summary>The allocations on TURN servers: one for each URL and family, kept over restarts. Under the gate.</summary>
internal sealed class RelayGathering(RelayPlace place, IRelayOwner owner, Func<int> nextId)
{
    private readonly List<Relay> _relays = [];
    private readonly List<Relay> _released = [];
    private readonly List<Task> _closing = [];

    /// <summary>Allocations, and attempts to have them.</summary>
    public IReadOnlyList<Relay> Relays => _relays;

    /// <summary>Whether an attempt is under way, or an allocation in doubt.</summary>
    public bool IsActive => _relays.Exists(r => r.Allocation is null || r.IsInDoubt);

    /// <summary>When <see cref="Advance"/> is to be called at the latest.</summary>
    public TimeSpan Deadline
    {
        get
        {
            var deadline = TimeSpan.MaxValue;
            foreach (var relay in _relays)
                deadline = relay.Deadline < deadline ? relay.Deadline : deadline;
            foreach (var relay in _released)
                deadline = relay.Deadline < deadline ? relay.Deadline : deadline;
            return deadline;
        }
    }

    /// <summary>
    /// Asks a server for relayed addresses: one of IPv4; and one of IPv6 where the server itself has IPv6, for others hardly relay it.
    /// </summary>
    public void Allocate(string url, TurnUri uri, IPAddress[] addresses, TurnCredentials credentials, TimeSpan now)
    {
        Allocate(new RelayRequest(url, uri, AddressFamily.InterNetwork, Ordered(addresses, AddressFamily.InterNetwork), credentials), now);
        if (Array.Exists(addresses, a => a.AddressFamily is AddressFamily.InterNetworkV6))
            Allocate(new RelayRequest(url, uri, AddressFamily.InterNetworkV6, Ordered(addresses, AddressFamily.InterNetworkV6), credentials), now);
    }

    /// <summary>Asks the servers whether they still have the allocations.</summary>
    public void Verify(TimeSpan now)
    {
        // One that ends at once takes itself out.
        foreach (var relay in _relays.ToArray())
            relay.Verify(now);
    }

    /// <summary>Fresh credentials for what a server gave.</summary>
    public void UpdateCredentials(string url, TurnCredentials credentials)
    {
        foreach (var relay in _relays)
        {
            if (relay.Request.Url == url)
                relay.UpdateCredentials(credentials);
        }
    }

    /// <summary>Gives up what is not wanted any more; tells which bases are gone.</summary>
    public IReadOnlyList<Relay> Release(Func<Relay, bool> isWanted, TimeSpan now)
    {
        var unwanted = _relays.Where(r => !isWanted(r)).ToList();
        foreach (var relay in unwanted)
        {
            _relays.Remove(relay);
            relay.Release(now);
            _released.Add(relay);
            _closing.Add(Task.Run(() => Close(relay)));
        }
        return unwanted;
    }

    /// <summary>One has ended by itself.</summary>
    public void Remove(Relay relay) => _relays.Remove(relay);

    /// <summary>Asks for another allocation in place of one that the server had not any more.</summary>
    public void Replace(Relay ended, TurnCredentials credentials, TimeSpan now) => Allocate(ended.Request with { Credentials = credentials }, now);

    /// <summary>Does what is due.</summary>
    public void Advance(TimeSpan now)
    {
        AdvanceAll(_relays, now);
        AdvanceAll(_released, now);
    }

    /// <summary>Completes when everything released has been closed. Not under the gate.</summary>
    public Task Closed()
    {
        Task closed;
        using (place.Loop.Enter())
            closed = Task.WhenAll(_closing);
        return closed;
    }

    private static IPAddress[] Ordered(IPAddress[] addresses, AddressFamily first) => [.. addresses.OrderBy(a => a.AddressFamily == first ? 0 : 1)];

    private static void AdvanceAll(List<Relay> relays, TimeSpan now)
    {
        // One that ends takes itself out.
        for (var i = relays.Count - 1; i >= 0; i--)
        {
            if (i < relays.Count && relays[i].Deadline <= now)
                relays[i].Advance(now);
        }
    }

    private void Allocate(RelayRequest request, TimeSpan now)
    {
        if (_relays.Exists(r => r.Request.Uri == request.Uri && r.Request.Family == request.Family))
            return;
        Relay relay = request.Uri.Transport is TurnTransport.Udp
            ? new UdpRelay(nextId(), request, place, owner)
            : new StreamRelay(nextId(), request, place, owner);
        _relays.Add(relay);
        relay.Start(now);
    }

    private async Task Close(Relay relay)
    {
        await relay.DisposeAsync();
        using (place.Loop.Enter())
            _released.Remove(relay);
    }
}

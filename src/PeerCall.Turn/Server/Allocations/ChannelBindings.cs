using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>
/// The channel bindings of an allocation, found by number through a small open-addressed table and by peer from the last hit. What has ended
/// stays, without effect, until number and peer may be bound differently.
/// </summary>
internal sealed class ChannelBindings
{
    /// <summary>Most in one allocation, ended ones in quarantine included; what is beyond gets 508.</summary>
    public const int Capacity = 64;

    /// <summary>Twice the capacity, so that a search always meets a hole.</summary>
    private const int Slots = 2 * Capacity;

    private readonly List<ChannelBinding> _bindings = [];

    /// <summary>Place in <see cref="_bindings"/> plus one; 0 is a hole.</summary>
    private byte[] _slots = [];
    private ChannelBinding? _lastPeer;

    /// <summary>How many there are, those in quarantine included.</summary>
    public int Count => _bindings.Count;

    /// <summary>The binding of a number, ended or not.</summary>
    public ChannelBinding? Find(ushort number)
    {
        var slots = _slots;
        if (slots.Length == 0)
            return null;
        for (var slot = number % Slots; ; slot = (slot + 1) % Slots)
        {
            var place = slots[slot];
            if (place == 0)
                return null;
            if (_bindings[place - 1] is var binding && binding.Number == number)
                return binding;
        }
    }

    /// <summary>The binding of a peer, ended or not.</summary>
    public ChannelBinding? FindPeer(in TransportAddress peer)
    {
        if (_lastPeer is { } last && last.Peer == peer)
            return last;
        foreach (var binding in _bindings)
        {
            if (binding.Peer == peer)
                return _lastPeer = binding;
        }
        return null;
    }

    /// <summary>Adds a binding. The caller has made sure of the room, and that neither number nor peer is taken.</summary>
    public void Add(ChannelBinding binding)
    {
        _bindings.Add(binding);
        Index();
    }

    /// <summary>Forgets what ended long enough ago to be bound differently.</summary>
    public void Sweep(TimeSpan now)
    {
        if (_bindings.RemoveAll(binding => binding.Reusable <= now) > 0)
            Index();
    }

    /// <summary>Forgets one family: its relayed transport address is gone.</summary>
    public void RemoveFamily(bool ipv4)
    {
        if (_bindings.RemoveAll(binding => binding.Peer.IsIPv4 == ipv4) > 0)
            Index();
    }

    private void Index()
    {
        _lastPeer = null;
        if (_slots.Length == 0)
            _slots = new byte[Slots];
        Array.Clear(_slots);
        for (var place = 0; place < _bindings.Count; place++)
        {
            var slot = _bindings[place].Number % Slots;
            while (_slots[slot] != 0)
                slot = (slot + 1) % Slots;
            _slots[slot] = (byte)(place + 1);
        }
    }
}

using System.Security.Cryptography;
using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>Which port is wanted (RFC 8656 §18.7).</summary>
internal enum RelayPortKind
{
    /// <summary>Any.</summary>
    Any,

    /// <summary>An even one.</summary>
    Even,

    /// <summary>An even one with the next higher one, which is taken too.</summary>
    EvenWithNext,
}

/// <summary>
/// The relay ports of one family. Every free port is as likely as any other, from a cryptographic source, so that nobody outside can guess the next
/// one (RFC 6056 §3.3.1, RFC 8656 §7.2). Safe from any thread.
/// </summary>
internal sealed class RelayPorts
{
    private const ushort Taken = ushort.MaxValue;

    private readonly Lock _gate = new();
    private readonly int _first;

    /// <summary>Free ports, less <see cref="_first"/>, in no order; the first <see cref="_count"/> count.</summary>
    private readonly ushort[] _free;

    /// <summary>Place of each port in <see cref="_free"/>, or <see cref="Taken"/>.</summary>
    private readonly ushort[] _places;
    private int _count;

    /// <summary>All ports from first to last are free.</summary>
    public RelayPorts(in TransportAddress publicAddress, int first, int last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(last, ushort.MaxValue);
        PublicAddress = publicAddress.WithPort(0);
        _first = first;
        _count = last - first + 1;
        _free = new ushort[_count];
        _places = new ushort[_count];
        for (var i = 0; i < _count; i++)
            _free[i] = _places[i] = (ushort)i;
    }

    /// <summary>The IP address that relayed transport addresses of this family have.</summary>
    public TransportAddress PublicAddress { get; }

    /// <summary>How many are free.</summary>
    public int Free
    {
        get
        {
            lock (_gate)
                return _count;
        }
    }

    /// <summary>Takes a port, or with <see cref="RelayPortKind.EvenWithNext"/> this and the next.</summary>
    /// <returns>The port; 0 if there is none.</returns>
    public int Take(RelayPortKind kind)
    {
        lock (_gate)
        {
            var port = kind is RelayPortKind.Any ? AnyFree() : EvenFree(kind is RelayPortKind.EvenWithNext);
            if (port < 0)
                return 0;
            Remove(port);
            if (kind is RelayPortKind.EvenWithNext)
                Remove(port + 1);
            return _first + port;
        }
    }

    /// <summary>Gives a port back.</summary>
    public void Return(int port)
    {
        lock (_gate)
        {
            var index = port - _first;
            if (_places[index] != Taken)
                throw new InvalidOperationException("The port is free already.");
            _free[_count] = (ushort)index;
            _places[index] = (ushort)_count++;
        }
    }

    private int AnyFree() => _count == 0 ? -1 : _free[RandomNumberGenerator.GetInt32(_count)];

    private int EvenFree(bool withNext)
    {
        var start = RandomNumberGenerator.GetInt32(_places.Length);
        for (var i = 0; i < _places.Length; i++)
        {
            var index = (start + i) % _places.Length;
            if (((_first + index) & 1) == 0 && IsFree(index) && (!withNext || IsFree(index + 1)))
                return index;
        }
        return -1;
    }

    private bool IsFree(int index) => index < _places.Length && _places[index] != Taken;

    private void Remove(int index)
    {
        var place = _places[index];
        var moved = _free[--_count];
        _free[place] = moved;
        _places[moved] = place;
        _places[index] = Taken;
    }
}

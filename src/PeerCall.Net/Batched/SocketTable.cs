namespace PeerCall.Net.Batched;

/// <summary>
/// The loop's sockets by the key that epoll hands back. A key is an index with the generation of its place, so that an event of a socket that
/// was closed after it was reported finds nothing, even if its place is taken again.
/// </summary>
internal sealed class SocketTable
{
    private readonly Stack<int> _free = new();
    private Place[] _places = new Place[64];
    private int _used;

    /// <summary>Gives a socket its key.</summary>
    internal void Add(BatchedUdpSocket socket)
    {
        if (!_free.TryPop(out var index))
        {
            index = _used++;
            if (index == _places.Length)
                Array.Resize(ref _places, 2 * index);
        }
        ref var place = ref _places[index];
        place.Socket = socket;
        socket.Key = ((ulong)place.Generation << 32) | (uint)index;
    }

    /// <summary>Takes a socket out.</summary>
    internal void Remove(BatchedUdpSocket socket)
    {
        var index = (int)(uint)socket.Key;
        ref var place = ref _places[index];
        place.Socket = null;
        // The last generation is left to the keys that are no sockets.
        place.Generation = place.Generation == uint.MaxValue - 1 ? 0 : place.Generation + 1;
        _free.Push(index);
    }

    /// <summary>The socket of a key, unless it is closed.</summary>
    internal BatchedUdpSocket? Find(ulong key)
    {
        var index = (uint)key;
        if (index >= (uint)_used)
            return null;
        ref var place = ref _places[index];
        return place.Generation == (uint)(key >> 32) ? place.Socket : null;
    }

    /// <summary>All sockets; may be closed while they are gone through.</summary>
    internal IEnumerable<BatchedUdpSocket> All()
    {
        for (var i = 0; i < _used; i++)
        {
            if (_places[i].Socket is { } socket)
                yield return socket;
        }
    }

    private struct Place
    {
        public BatchedUdpSocket? Socket;
        public uint Generation;
    }
}

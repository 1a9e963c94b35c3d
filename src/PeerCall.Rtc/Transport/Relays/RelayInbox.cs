using System.Buffers;
using PeerCall.Stun;

namespace PeerCall.Rtc.Transport.Relays;

/// <summary>
/// Datagrams on their way from a relay's own thread to the loop's gate. The relay holds its gate when it hands them over, and the loop takes that
/// one under its own when it sends: so nobody may wait for the loop's gate there. Bounded, as a socket's buffer is; what does not fit is lost.
/// </summary>
internal sealed class RelayInbox
{
    private const int MaxBytes = 1 << 20;

    // Memory is counted by what a small datagram takes at least.
    private const int Overhead = 128;

    private readonly Lock _gate = new();
    private readonly Queue<Entry> _entries = [];
    private int _bytes;
    private bool _isScheduled;

    /// <summary>A datagram.</summary>
    /// <param name="Peer">Who sent it.</param>
    /// <param name="Buffer">Rented; to be given back with <see cref="Return"/>.</param>
    /// <param name="Length">Bytes of it.</param>
    public readonly record struct Entry(TransportAddress Peer, byte[] Buffer, int Length)
    {
        /// <summary>The bytes.</summary>
        public ReadOnlySpan<byte> Data => Buffer.AsSpan(0, Length);
    }

    /// <summary>Datagrams that did not fit.</summary>
    public long Dropped { get; private set; }

    /// <summary>Adds a datagram.</summary>
    /// <returns>Whether somebody has to be sent to take it.</returns>
    public bool Add(in TransportAddress peer, ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            if (_bytes + data.Length + Overhead > MaxBytes)
            {
                Dropped++;
                return false;
            }
            var buffer = ArrayPool<byte>.Shared.Rent(data.Length);
            data.CopyTo(buffer);
            _bytes += data.Length + Overhead;
            _entries.Enqueue(new Entry(peer, buffer, data.Length));
            if (_isScheduled)
                return false;
            return _isScheduled = true;
        }
    }

    /// <summary>Takes the next; once there is none, the next <see cref="Add"/> sends somebody again.</summary>
    public bool TryTake(out Entry entry)
    {
        lock (_gate)
        {
            if (!_entries.TryDequeue(out entry))
                return _isScheduled = false;
            _bytes -= entry.Length + Overhead;
            return true;
        }
    }

    /// <summary>Gives a buffer back.</summary>
    public static void Return(in Entry entry) => ArrayPool<byte>.Shared.Return(entry.Buffer);
}

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PeerCall.Turn.Server;

/// <summary>
/// Ports that are held for whoever shows the token (RFC 8656 §7.2, §18.10), for all loops together; safe from any thread. A reservation counts as
/// an allocation of its user, or one user could hold the whole range with it, and only the same user may claim it. The port is kept from everybody else
/// here and its socket is opened when it is claimed, so that it belongs to the loop that the claim came to.
/// </summary>
internal sealed class RelayReservations(Quotas quotas, TimeProvider clock)
{
    /// <summary>RFC 8656 §7.2 asks for 30 s at least.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, Reservation> _reservations = [];

    /// <summary>How many are held.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _reservations.Count;
        }
    }

    /// <summary>Holds a port that was taken, for a user whose quota has a place taken for it.</summary>
    /// <returns>The token.</returns>
    public ulong Hold(RelayPorts ports, int port, string user)
    {
        Span<byte> random = stackalloc byte[sizeof(ulong)];
        lock (_gate)
        {
            while (true)
            {
                RandomNumberGenerator.Fill(random);
                var token = BinaryPrimitives.ReadUInt64BigEndian(random);
                if (_reservations.TryAdd(token, new Reservation(ports, port, user, clock.GetTimestamp())))
                    return token;
            }
        }
    }

    /// <summary>Hands a port over. It still has its place in the user's quota, which is the caller's now as the port is.</summary>
    public bool TryClaim(ulong token, string user, out RelayPorts ports, out int port)
    {
        (ports, port) = (null!, 0);
        lock (_gate)
        {
            if (!_reservations.TryGetValue(token, out var reservation) || Remaining(reservation) <= TimeSpan.Zero || reservation.User != user)
                return false;
            _reservations.Remove(token);
            (ports, port) = (reservation.Ports, reservation.Port);
            return true;
        }
    }

    /// <summary>Gives back what was not claimed in time.</summary>
    /// <returns>How long until there is something to do again; null if nothing is held.</returns>
    public TimeSpan? Sweep()
    {
        TimeSpan? next = null;
        lock (_gate)
        {
            foreach (var (token, reservation) in _reservations)
            {
                if (Remaining(reservation) is var remaining && remaining > TimeSpan.Zero)
                {
                    next = next < remaining ? next : remaining;
                    continue;
                }
                _reservations.Remove(token);
                reservation.Ports.Return(reservation.Port);
                quotas.Return(reservation.User);
            }
        }
        return next;
    }

    private TimeSpan Remaining(Reservation reservation) => Lifetime - clock.GetElapsedTime(reservation.Since);

    private sealed record Reservation(RelayPorts Ports, int Port, string User, long Since);
}

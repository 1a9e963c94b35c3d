using System.Buffers.Binary;

namespace PeerCall.Sctp;

/// <summary>
/// Looks for the largest packet that the path carries (DPLPMTUD, RFC 8899, as RFC 8831 §5 asks for): a HEARTBEAT that a PAD chunk (RFC 4820) fills up
/// to the size in question. The lost probe of a size that is too large is no sign of congestion. It begins when somebody sends what one packet does not
/// hold: who only chats has nothing to gain.
/// </summary>
internal sealed class PathMtuSearch(AssociationContext context)
{
    private const int InfoSize = 8;

    /// <summary>MAX_PROBES (RFC 8899 §5.1.2).</summary>
    private const int MaxProbes = 3;

    /// <summary>Timeouts in a row after which a size that had worked counts as too large (§4.3): one alone is a common loss.</summary>
    private const int BlackHoleTimeouts = 2;

    /// <summary>PROBE_TIMER (§5.1.1): at least a second.</summary>
    private static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(1);

    /// <summary>PMTU_RAISE_TIMER (§5.1.1): so long after a search another one may find more.</summary>
    private static readonly TimeSpan RaiseTime = TimeSpan.FromMinutes(10);

    private bool _isPossible = true;
    private bool _isWanted;
    private TimeSpan? _endedAt;
    private bool _isOutstanding;
    private int _step;
    private int _probes;
    private ulong _nonce;

    /// <summary>
    /// What is tried, in bytes of an SCTP packet. Above it go 37 bytes of DTLS, 8 of UDP and 20 or 40 of IP: tunnels and mobile networks carry 1,400, PPPoE
    /// over IPv6 and Ethernet over IPv4 1,492 and 1,500. No more: browsers read records of 2,048 bytes, but others read 1,500 and take what is left over for
    /// the next packet, and no path between two machines is known to carry it.
    /// </summary>
    private static ReadOnlySpan<int> Sizes => [1312, 1404, 1432];

    /// <summary>The association leads over another path.</summary>
    /// <param name="isPossible">Whether a larger size is worth looking for.</param>
    public void ChangePath(bool isPossible)
    {
        _isPossible = isPossible;
        Start();
    }

    /// <summary>Of the path nothing is known.</summary>
    public void Start()
    {
        _isOutstanding = false;
        _endedAt = null;
        context.Timers.Stop(AssociationTimer.PathMtu);
        Fall();
    }

    /// <summary>A message was cut because one packet does not hold it.</summary>
    public void OnFragment() => _isWanted = true;

    /// <summary>Begins, if there is a reason to. Not while a packet is being built.</summary>
    public void Poll()
    {
        if (!_isWanted)
            return;
        _isWanted = false;
        if (!_isPossible || _isOutstanding || context.State != AssociationState.Established || (_endedAt is { } ended && context.Now - ended < RaiseTime))
            return;
        _probes = 0;
        Probe();
    }

    /// <summary>HEARTBEAT ACK came. True if it answers a probe.</summary>
    public bool OnAcknowledgement(Chunk chunk)
    {
        var reader = new ParameterReader(chunk.Body);
        if (!_isOutstanding || !reader.Read() || reader.Type != ParameterType.HeartbeatInfo || reader.Value.Length != InfoSize
            || BinaryPrimitives.ReadUInt64BigEndian(reader.Value) != _nonce)
        {
            return false;
        }

        _isOutstanding = false;
        context.Timers.Stop(AssociationTimer.PathMtu);
        context.Packet.Limit = Sizes[_step];
        _step++;
        _probes = 0;
        Probe();
        return true;
    }

    /// <summary>A probe was not answered.</summary>
    public void OnTimeout()
    {
        if (!_isOutstanding)
            return;
        _isOutstanding = false;
        if (_probes < MaxProbes && context.State == AssociationState.Established)
            Probe();
        else
            End();
    }

    /// <summary>T3-rtx ran out.</summary>
    public void OnDataTimeout()
    {
        if (context.Packet.Limit <= context.Options.MaxPacketSize || context.Errors < BlackHoleTimeouts)
            return;
        _isOutstanding = false;
        context.Timers.Stop(AssociationTimer.PathMtu);
        Fall();
        End();
    }

    private void Fall()
    {
        context.Packet.Limit = context.Options.MaxPacketSize;
        _step = 0;
        while (_step < Sizes.Length && Sizes[_step] <= context.Options.MaxPacketSize)
            _step++;
    }

    private void End() => _endedAt = context.Now;

    private void Probe()
    {
        if (_step == Sizes.Length || Sizes[_step] > context.Options.MaxProbedPacketSize)
        {
            End();
            return;
        }

        Span<byte> random = stackalloc byte[InfoSize];
        context.Options.Random(random);
        _nonce = BinaryPrimitives.ReadUInt64BigEndian(random);
        var packet = context.Packet;
        packet.Begin(context.PeerTag);
        packet.Stretch();
        var info = packet.Append(ChunkType.Heartbeat, 0, 4 + InfoSize);
        BinaryPrimitives.WriteUInt16BigEndian(info, ParameterType.HeartbeatInfo);
        BinaryPrimitives.WriteUInt16BigEndian(info[2..], 4 + InfoSize);
        random.CopyTo(info[4..]);
        packet.Append(ChunkType.Pad, 0, Sizes[_step] - packet.Length - Chunk.HeaderSize).Clear();
        if (!context.TransmitProbe())
        {
            End();
            return;
        }

        _probes++;
        _isOutstanding = true;
        context.Timers.Start(AssociationTimer.PathMtu, context.Now + (context.Rto.Current > ProbeTime ? context.Rto.Current : ProbeTime));
    }
}

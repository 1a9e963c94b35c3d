using System.Security.Cryptography;

namespace PeerCall.Sctp;

/// <summary>Parameters of an association (RFC 9260 §16), with defaults for WebRTC.</summary>
public sealed record SctpOptions
{
    /// <summary>SCTP port on both sides (RFC 8841 §5: 5000 by convention). Default 5000.</summary>
    public ushort LocalPort { get; init; } = 5000;

    /// <summary>The peer's SCTP port (SDP <c>sctp-port</c>). Default 5000.</summary>
    public ushort RemotePort { get; init; } = 5000;

    /// <summary>
    /// Bytes of an SCTP packet at most, 200 to 65,000, on a path of which nothing is known. Default 1163: 1200 B of UDP payload less 37 B of DTLS record, which
    /// every path carries (RFC 8831 §5).
    /// </summary>
    public int MaxPacketSize { get; init; } = 1200 - 37;

    /// <summary>
    /// Bytes of a packet at most that the path is asked for (RFC 8899). Default 1432, which with DTLS, UDP and IPv4 fills an Ethernet frame; no more is ever
    /// asked for. No more than <see cref="MaxPacketSize"/>: the path is not asked.
    /// </summary>
    public int MaxProbedPacketSize { get; init; } = 1432;

    /// <summary>Bytes that may be received and not consumed. Default 4 MiB: 40 MB/s at 100 ms.</summary>
    public int ReceiveWindow { get; init; } = 4 << 20;

    /// <summary>Bytes of a received message at most; a longer one ends the association (RFC 8841 §6). Default 256 KiB.</summary>
    public int MaxReceiveMessageSize { get; init; } = 256 << 10;

    /// <summary>Bytes of a message that the peer accepts (SDP <c>max-message-size</c>; 0 there means no limit). Default 64 KiB, the value where SDP is silent (RFC 8841 §6.1).</summary>
    public int MaxSendMessageSize { get; init; } = 64 << 10;

    /// <summary>Bytes queued beyond which a send answers <see cref="SendResult.WouldBlock"/>; one message may pass it. Default 1 MiB.</summary>
    public long SendHighWatermark { get; init; } = 1 << 20;

    /// <summary>Streams in each direction. Default 65,535 (RFC 8831 §6.2).</summary>
    public ushort Streams { get; init; } = ushort.MaxValue;

    /// <summary>RTO.Initial. Default 500 ms: a call should not wait a second for one lost INIT, and no path that carries speech is slower.</summary>
    public TimeSpan InitialRetransmissionTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// RTO.Min. Default 250 ms: above the 200 ms for which browsers delay an acknowledgement. The RFC's second is for associations
    /// of signaling networks.
    /// </summary>
    public TimeSpan MinRetransmissionTimeout { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>RTO.Max. Default 5 s: after an outage data flows again within that time. The RFC's minute would outlast the call.</summary>
    public TimeSpan MaxRetransmissionTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Timeouts in a row, without any acknowledgement, after which the association has failed (Association.Max.Retrans). Default 20: about
    /// 90 s. The RFC's 10 can be reached by an outage followed by bad luck at 30 % of loss; a dead path is found earlier by ICE consent.
    /// </summary>
    public int MaxRetransmissions { get; init; } = 20;

    /// <summary>INIT and COOKIE ECHO are sent again this often (Max.Init.Retransmits), at least every 2 s. Default 24: about 50 s.</summary>
    public int MaxInitRetransmissions { get; init; } = 24;

    /// <summary>
    /// How long an acknowledgement waits for a second packet or for data to travel with. Default 40 ms, the value of TCP stacks; the RFC's
    /// 200 ms (at most 500) would slow the start of every transfer and widen the sender's timeout.
    /// </summary>
    public TimeSpan AcknowledgementDelay { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <summary>HB.interval: silence after which the path is probed. Default 30 s; <see cref="Timeout.InfiniteTimeSpan"/> for never.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Valid.Cookie.Life. Default 60 s.</summary>
    public TimeSpan CookieLifetime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Initial congestion window in packets. Default 10 (RFC 6928, as browsers do).</summary>
    public int InitialWindowPackets { get; init; } = 10;

    /// <summary>Whether I-DATA is offered (RFC 8260). Default true.</summary>
    public bool OfferInterleaving { get; init; } = true;

    /// <summary>Whether packets without checksum are accepted, and sent if the peer accepts them (RFC 9653): DTLS protects them. Default true.</summary>
    public bool OfferZeroChecksum { get; init; } = true;

    /// <summary>Key of the state cookie's HMAC; at least 16 bytes. Default: random, for this association alone.</summary>
    public ReadOnlyMemory<byte> CookieKey { get; init; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>Fills a span with random bytes: tags, initial TSN, heartbeat nonces. Default: the system's generator.</summary>
    public FillRandom Random { get; init; } = RandomNumberGenerator.Fill;

    /// <summary>Throws <see cref="ArgumentException"/>, with the option's name, if a value makes no sense.</summary>
    public void Validate()
    {
        Check(MaxPacketSize is >= 200 and <= 65_000, nameof(MaxPacketSize), "200 to 65,000 bytes");
        Check(MaxProbedPacketSize is >= 0 and <= 1432, nameof(MaxProbedPacketSize), "0 to 1432 bytes");
        Check(MaxReceiveMessageSize > 0, nameof(MaxReceiveMessageSize), "at least 1 byte");
        Check(ReceiveWindow >= MaxReceiveMessageSize, nameof(ReceiveWindow), "at least MaxReceiveMessageSize");
        Check(MaxSendMessageSize > 0, nameof(MaxSendMessageSize), "at least 1 byte");
        Check(SendHighWatermark > 0, nameof(SendHighWatermark), "at least 1 byte");
        Check(Streams > 0, nameof(Streams), "at least 1");
        Check(MinRetransmissionTimeout > TimeSpan.Zero, nameof(MinRetransmissionTimeout), "more than zero");
        Check(InitialRetransmissionTimeout >= MinRetransmissionTimeout, nameof(InitialRetransmissionTimeout), "at least MinRetransmissionTimeout");
        Check(MaxRetransmissionTimeout >= InitialRetransmissionTimeout, nameof(MaxRetransmissionTimeout), "at least InitialRetransmissionTimeout");
        Check(MaxRetransmissions > 0, nameof(MaxRetransmissions), "at least 1");
        Check(MaxInitRetransmissions > 0, nameof(MaxInitRetransmissions), "at least 1");
        Check(AcknowledgementDelay >= TimeSpan.Zero && AcknowledgementDelay <= TimeSpan.FromMilliseconds(500), nameof(AcknowledgementDelay), "0 to 500 ms (RFC 9260 §6.2)");
        Check(CookieLifetime > TimeSpan.Zero, nameof(CookieLifetime), "more than zero");
        Check(InitialWindowPackets > 0, nameof(InitialWindowPackets), "at least 1");
        Check(CookieKey.Length >= 16, nameof(CookieKey), "at least 16 bytes");

        static void Check(bool condition, string name, string expected)
        {
            if (!condition)
                throw new ArgumentException($"SctpOptions.{name} must be {expected}.", name);
        }
    }
}

/// <summary>Fills <paramref name="destination"/> with random bytes that an attacker cannot predict.</summary>
public delegate void FillRandom(Span<byte> destination);

using System.Buffers.Text;
using System.Net;
using System.Text;

namespace PeerCall.Benchmarks.Load;

/// <summary>
/// One end of a pair. Every kind of server is given the same `signal` messages, byte for byte but for the peer id; kinds differ in what
/// comes before (joining a room or nothing) and beside (confirming, or nothing).
/// </summary>
internal abstract class Participant : IMessageReceiver
{
    /// <summary>Length of a report's <c>stats</c>, as a browser's link that is relayed has them. Bytes.</summary>
    public static int ReportLength => Stats.Length + "0}".Length;

    private static ReadOnlySpan<byte> Stats => """
        {"state":"connected","cause":"relay-forced","local":{"type":"relay","protocol":"udp","relayProtocol":"tls","relayServer":"turn.example.org:443","address":"203.0.113.0/24"},"remote":{"type":"prflx","protocol":"udp","address":"198.51.100.0/24"},"relayOnly":true,"roundTripMs":12.5,"jitterMs":3.2,"lossPercent":0.1,"connectMs":180,"sendKbps":1250.5,"receiveKbps":980.2,"bytesSent":123456789,"bytesReceived":98765432,"restarts":
        """u8;

    private static ReadOnlySpan<byte> Restarts => "\"restarts\":"u8;

    private readonly IPEndPoint? _server;
    private uint _sent;
    private int _restarts = -1;
    private uint _received;

    /// <summary>Makes an end that is not connected.</summary>
    /// <param name="number">From 0; an even one and the next odd one are a pair.</param>
    /// <param name="server">Where to connect, or nothing where the pair is connected to itself.</param>
    protected Participant(int number, IPEndPoint? server)
    {
        Number = number;
        _server = server;
    }

    /// <summary>The participant's number.</summary>
    public int Number { get; }

    /// <summary>The number of its pair.</summary>
    public int Pair => Number / 2;

    /// <summary>The other end.</summary>
    public Participant Partner { get; private set; } = null!;

    /// <summary>Whether signals may be sent.</summary>
    public abstract bool IsReady { get; }

    /// <summary>Whether the server has answered all that asks for an answer.</summary>
    public abstract bool IsSettled { get; }

    /// <summary>Signals sent and not yet arrived at the partner.</summary>
    public uint InFlight => _sent - Partner._received;

    /// <summary>Signals received.</summary>
    public uint ReceivedCount => _received;

    /// <summary>Reports received that said something else than the one before.</summary>
    public int NewsCount { get; private set; }

    /// <summary>Who is told of arrivals.</summary>
    public ITraffic? Traffic { get; set; }

    /// <summary>The connection.</summary>
    protected WebSocketConnection Connection { get; private set; } = null!;

    /// <summary>Where the pair meets on the server.</summary>
    protected abstract string Path { get; }

    /// <summary>The WebSocket subprotocol, if the server asks for one.</summary>
    protected abstract string? Subprotocol { get; }

    /// <summary>The `to` of the partner.</summary>
    protected abstract ReadOnlySpan<byte> PartnerId { get; }

    /// <summary>Makes two participants a pair.</summary>
    public static void Join(Participant one, Participant other) => (one.Partner, other.Partner) = (other, one);

    /// <summary>Connects to the server.</summary>
    public void Connect(EventLoop loop) => Use(WebSocketConnection.Connect(loop, _server!, Path, Subprotocol));

    /// <summary>Takes a connection that is open.</summary>
    public void Use(WebSocketConnection connection)
    {
        Connection = connection;
        connection.Receiver = this;
    }

    /// <summary>Sends the next signal to the partner.</summary>
    /// <param name="body">What to send.</param>
    /// <param name="due">When it was due, in Stopwatch ticks.</param>
    /// <param name="atOnce">Written by itself, as a browser does, or together with what else this turn of the loop sends.</param>
    public void Signal(SignalBody body, long due, bool atOnce)
    {
        var id = NextId();
        var target = Connection.Reserve(body.Length + 128);
        var length = Put(target, 0, """{"type":"signal","id":"""u8);
        Utf8Formatter.TryFormat(id, target[length..], out var digits);
        length = Put(target, length + digits, ",\"to\":\""u8);
        length = Put(target, length, PartnerId);
        length = Put(target, length, "\",\"link\":\"b1\",\""u8);
        length = Put(target, length, body.Member);
        length = Put(target, length, "\":"u8);
        length += body.Write(target[length..], new Stamp((uint)Number, ++_sent, due));
        target[length++] = (byte)'}';
        Connection.Commit(length, atOnce);
    }

    /// <summary>Reports the link to the partner.</summary>
    /// <param name="restarts">What may be new in it.</param>
    public void Report(int restarts)
    {
        var target = Connection.Reserve(Stats.Length + 64);
        var length = Put(target, 0, """{"type":"report","to":" """u8[..^1]);
        length = Put(target, length, PartnerId);
        length = Put(target, length, "\",\"stats\":"u8);
        length = Put(target, length, Stats);
        Utf8Formatter.TryFormat(restarts, target[length..], out var digits);
        length = Put(target, length + digits, "}}"u8);
        Connection.Commit(length, atOnce: true);
    }

    /// <inheritdoc/>
    public abstract void Opened();

    /// <inheritdoc/>
    public abstract void Received(ReadOnlySpan<byte> message);

    /// <summary>A number for the next message of this participant, from 1.</summary>
    protected abstract long NextId();

    /// <summary>Counts the message if it is a report.</summary>
    protected bool TookReport(ReadOnlySpan<byte> message)
    {
        if (!message.StartsWith("""{"type":"report","""u8))
            return false;
        if (!Utf8Parser.TryParse(message[(message.IndexOf(Restarts) + Restarts.Length)..], out int restarts, out _))
            throw new LoadFailure($"A report did not arrive as it was sent: {Encoding.UTF8.GetString(message[..Math.Min(200, message.Length)])}");
        if (restarts != _restarts)
            NewsCount++;
        _restarts = restarts;
        return true;
    }

    /// <summary>Judges an arrived signal and passes it on.</summary>
    protected void Arrived(ReadOnlySpan<byte> message)
    {
        var expected = _received + 1;
        var traffic = Traffic ?? throw new LoadFailure("A signal arrived where none was sent.");
        if (!traffic.BodyOf(expected).TryRead(message, out var stamp))
            throw new LoadFailure($"A body did not arrive as it was sent: {Encoding.UTF8.GetString(message[..Math.Min(200, message.Length)])}");
        if (stamp.Sender != (uint)Partner.Number || stamp.Number != expected)
            throw new LoadFailure($"Participant {Number} expected signal {expected} of {Partner.Number} and got {stamp.Number} of {stamp.Sender}.");
        _received = expected;
        traffic.Arrived(this, stamp);
    }

    /// <summary>Copies bytes to a place; the result is the place behind them.</summary>
    protected static int Put(Span<byte> target, int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(target[at..]);
        return at + bytes.Length;
    }
}

/// <summary>What is sent, and what an arrival leads to.</summary>
internal interface ITraffic
{
    /// <summary>The body of a sender's signal of that number.</summary>
    SignalBody BodyOf(uint number);

    /// <summary>A signal has arrived, unchanged and in order.</summary>
    void Arrived(Participant receiver, in Stamp stamp);
}

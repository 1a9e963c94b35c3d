using System.Text;

namespace PeerCall.Sctp.Tests;

/// <summary>A message as a test looks at it.</summary>
internal sealed record Got(SctpDataChannel Channel, byte[] Bytes, bool IsText)
{
    public string Text => Encoding.UTF8.GetString(Bytes);
}

/// <summary>One end of a <see cref="VirtualNetwork"/>, with data channels.</summary>
internal sealed class Peer : IEndpoint, IDataChannelOutput
{
    private readonly VirtualNetwork _network;
    private int _fills;

    public Peer(VirtualNetwork network, int seed, SctpOptions? options = null)
    {
        _network = network;
        Random = new Random(seed);
        Transport = new DataChannelTransport((options ?? Options()) with { Random = Fill, CookieKey = Key(seed) }, this);
        network.Endpoints.Add(this);
    }

    public Random Random { get; }

    /// <summary>Whether the first TSN lies just below 2^32.</summary>
    public bool StartsNearTheEnd { get; set; }

    public Peer Other { get; set; } = null!;

    public DataChannelTransport Transport { get; }

    public SctpAssociation Association => Transport.Association;

    public List<Got> Messages { get; } = [];

    public List<string> Events { get; } = [];

    public List<SctpDataChannel> Incoming { get; } = [];

    public Action<SctpDataChannel>? OnLow { get; set; }

    public Action<Got>? OnGot { get; set; }

    public Action? OnRoom { get; set; }

    /// <summary>Whether messages are consumed at once.</summary>
    public bool Reads { get; set; } = true;

    public int Unread { get; private set; }

    public SctpCloseReason? Ended { get; private set; }

    public TimeSpan Deadline => Transport.Deadline;

    public static SctpOptions Options() => new() { MaxSendMessageSize = 256 << 10 };

    public SctpDataChannel Create(string label, DataChannelOptions? options = null) =>
        Transport.Create(label, options ?? new DataChannelOptions(), _network.Now).ShouldNotBeNull();

    public SendResult Send(SctpDataChannel channel, byte[] bytes, bool flush = true)
    {
        var result = channel.Send(bytes, isText: false, _network.Now);
        if (flush)
            Transport.Flush(_network.Now);
        return result;
    }

    public SendResult Send(SctpDataChannel channel, string text)
    {
        var result = channel.Send(Encoding.UTF8.GetBytes(text), isText: true, _network.Now);
        Transport.Flush(_network.Now);
        return result;
    }

    public void ReadAll()
    {
        var unread = Unread;
        Unread = 0;
        Transport.Consume(unread, _network.Now);
    }

    public void Receive(byte[] packet, TimeSpan now) => Transport.Receive(packet, now);

    public void Advance(TimeSpan now) => Transport.Advance(now);

    /// <summary>Where packets go instead of the network.</summary>
    public Action<byte[], TimeSpan>? Sink { get; set; }

    public void Transmit(ReadOnlySpan<byte> packet)
    {
        if (Sink is { } sink)
            sink(packet.ToArray(), _network.Now);
        else
            _network.Send(Other, packet);
    }

    /// <summary>Whether the path may be asked for larger packets: only who tests that wants packets of another size.</summary>
    public bool Probes { get; init; }

    public bool TransmitProbe(ReadOnlySpan<byte> packet)
    {
        if (Probes)
            Transmit(packet);
        return Probes;
    }

    public void OnConnected() => Events.Add("connected");

    public void OnChannel(SctpDataChannel channel)
    {
        Incoming.Add(channel);
        Events.Add("channel " + channel.Label);
    }

    public void OnOpen(SctpDataChannel channel) => Events.Add("open " + channel.Label);

    public void OnMessage(SctpDataChannel channel, in ReceivedMessage message, bool isText)
    {
        var got = new Got(channel, message.Span.ToArray(), isText);
        Messages.Add(got);
        if (Reads)
            Transport.Consume(message.WindowCharge, _network.Now);
        else
            Unread += message.WindowCharge;
        message.Dispose();
        OnGot?.Invoke(got);
    }

    public void OnBufferedAmountLow(SctpDataChannel channel) => OnLow?.Invoke(channel);

    public void OnWritable() => OnRoom?.Invoke();

    public void OnClosing(SctpDataChannel channel) => Events.Add("closing " + channel.Label);

    public void OnChannelClosed(SctpDataChannel channel) => Events.Add("closed " + channel.Label);

    public void OnClosed(in SctpCloseReason reason) => Ended = reason;

    private static byte[] Key(int seed)
    {
        var key = new byte[32];
        new Random(seed).NextBytes(key);
        return key;
    }

    private void Fill(Span<byte> destination)
    {
        Random.NextBytes(destination);
        // A tag is asked for first, the TSN after it.
        if (_fills++ % 2 == 1 && StartsNearTheEnd && destination.Length == 4)
            destination[..3].Fill(0xFF);
    }
}

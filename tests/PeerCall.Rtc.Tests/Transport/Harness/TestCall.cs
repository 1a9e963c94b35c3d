using System.Threading.Channels;
using PeerCall.Ice;
using PeerCall.Rtc.Dtls;
using PeerCall.Rtc.Transport;

namespace PeerCall.Rtc.Tests.Transport;

/// <summary>Two transports on real sockets, and the signaling between them.</summary>
internal sealed class TestCall : IAsyncDisposable
{
    private readonly Channel<Action> _signaling = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _pump;

    public TestCall(TestSetting? setting = null, TestSetting? answerer = null)
    {
        Offerer = new TestPeer(setting ?? new TestSetting());
        Answerer = new TestPeer(answerer ?? setting ?? new TestSetting());
        Offerer.Signal = line => _signaling.Writer.TryWrite(() => Deliver(Answerer, line));
        Answerer.Signal = line => _signaling.Writer.TryWrite(() => Deliver(Offerer, line));
        _pump = Task.Run(Pump);
    }

    public TestPeer Offerer { get; }

    public TestPeer Answerer { get; }

    public long MaxMessageSize { get; init; } = 256 * 1024;

    public ushort? SctpPort { get; init; } = 5000;

    /// <summary>Null: that of the certificate that both have.</summary>
    public string? PromisedFingerprint { get; init; } = "right";

    /// <summary>Offer and answer; candidates follow their descriptions.</summary>
    public void Negotiate() => Offer(t => t.LocalParameters);

    /// <summary>A new generation, begun by the offerer.</summary>
    public void Restart() => Offer(t => t.RestartIce());

    public RemoteTransportParameters Remote(IceParameters ice, bool isDtlsClient) =>
        new(ice, IsIceLite: false, [PromisedFingerprint is null ? Certificates.Any.Fingerprint : new CertificateFingerprint("sha-256", PromisedFingerprint)], isDtlsClient, SctpPort, MaxMessageSize);

    /// <summary>Connects, with a channel made before.</summary>
    public async Task<(DataChannel Offerer, DataChannel Answerer)> Open(string label = "data", Sctp.DataChannelOptions? options = null)
    {
        var channel = Offerer.Create(label, options);
        Negotiate();
        await channel.Opened.Within();
        return (channel, await Answerer.NextChannel());
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Offerer.DisposeAsync().AsTask(), Answerer.DisposeAsync().AsTask());
        _signaling.Writer.TryComplete();
        await _pump;
    }

    private void Offer(Func<IPeerTransport, IceParameters> parameters) => Offerer.Run(t =>
    {
        var offer = parameters(t);
        _signaling.Writer.TryWrite(() => Answer(offer));
        t.Gather(IceRole.Controlling);
    });

    private void Answer(IceParameters offer) => Answerer.Run(t =>
    {
        t.SetRemote(Remote(offer, isDtlsClient: true));
        var answer = Remote(t.LocalParameters, isDtlsClient: false);
        _signaling.Writer.TryWrite(() => Offerer.Run(o => o.SetRemote(answer)));
        t.Gather(IceRole.Controlled);
    });

    private static void Deliver(TestPeer to, string? line)
    {
        if (line is null)
            to.Run(t => t.EndOfRemoteCandidates());
        else if (CandidateAttribute.TryParse(line, out var candidate))
            to.Run(t => t.AddRemoteCandidate(candidate));
        else
            throw new InvalidOperationException(line);
    }

    private async Task Pump()
    {
        await foreach (var step in _signaling.Reader.ReadAllAsync())
            step();
    }
}

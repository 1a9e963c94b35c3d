namespace PeerCall.Sctp.Tests;

/// <summary>Two peers on a virtual network; a failing seed repeats.</summary>
internal sealed class Pair
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    public Pair(int seed = 1, SctpOptions? a = null, SctpOptions? b = null, bool probes = false)
    {
        Network = new VirtualNetwork(seed);
        A = new Peer(Network, seed, a) { Probes = probes };
        B = new Peer(Network, seed + 1_000_000, b) { Probes = probes };
        A.Other = B;
        B.Other = A;
    }

    public VirtualNetwork Network { get; }

    public Peer A { get; }

    public Peer B { get; }

    public TimeSpan Now => Network.Now;

    public bool IsUp => A.Association.State == AssociationState.Established && B.Association.State == AssociationState.Established;

    /// <summary>Both sides send INIT, as in WebRTC.</summary>
    public Pair Connect()
    {
        A.Transport.Start(isDtlsClient: true, Now);
        B.Transport.Start(isDtlsClient: false, Now);
        Network.RunUntil(() => IsUp, TimeSpan.FromMinutes(1)).ShouldBeTrue();
        return this;
    }

    public void RunUntil(Func<bool> condition, TimeSpan? limit = null) => Network.RunUntil(condition, limit ?? Patience).ShouldBeTrue();

    public void Run(double seconds) => Network.Run(TimeSpan.FromSeconds(seconds));

    /// <summary>A channel that both ends have open.</summary>
    public SctpDataChannel Open(string label = "c", DataChannelOptions? options = null)
    {
        var channel = A.Create(label, options);
        A.Transport.Flush(Now);
        RunUntil(() => B.Incoming.Exists(c => c.Label == label));
        return channel;
    }
}

using System.Net;
using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.Server;

/// <summary>A server without sockets in virtual time, with what it needs around it. Peers in 203.0.113.0/24 and 10.0.0.0/8 are denied.</summary>
internal sealed class VirtualServer
{
    public const string Secret = "north-sea-oil-platform";
    public const string Realm = "peercall";

    public static readonly TransportAddress ServerAddress = At("198.51.100.1:3478");
    public static readonly TransportAddress Peer = At("192.0.2.200:5000");

    private int _nextClientPort = 40_000;

    public VirtualServer(Func<TurnServerOptions, TurnServerOptions>? configure = null, bool usesRealPolicy = false)
    {
        var options = new TurnServerOptions
        {
            Secret = System.Text.Encoding.UTF8.GetBytes(Secret),
            PublicIPv4 = IPAddress.Parse("198.51.100.1"),
            PublicIPv6 = IPAddress.Parse("2001:db8::1"),
        };
        Options = configure?.Invoke(options) ?? options;
        Shared = usesRealPolicy
            ? new TurnServerShared(Options, Clock, Events)
            : new TurnServerShared(Options, Clock, Events, static (_, relayed) => Judgement(relayed));
        Server = new TurnServer(Shared, Sockets);
    }

    public TurnServerOptions Options { get; }

    public ManualClock Clock { get; } = new();

    public RecordedEvents Events { get; } = new();

    public FakeRelaySockets Sockets { get; } = new();

    public TurnServerShared Shared { get; }

    public TurnServer Server { get; }

    /// <summary>An origin that is neither zero nor the clock's.</summary>
    public TimeSpan Now { get; private set; } = TimeSpan.FromHours(-5);

    public static TransportAddress At(string text)
    {
        TransportAddress.TryParse(text, out var address).ShouldBeTrue();
        return address;
    }

    /// <summary>Lets time pass, at most up to each deadline at once, as a loop would.</summary>
    public void Pass(TimeSpan time)
    {
        var end = Now + time;
        while (Server.Deadline <= end)
        {
            var due = Server.Deadline;
            Clock.Advance(due - Now);
            Now = due;
            Server.Advance(Now);
            Server.Deadline.ShouldBeGreaterThan(Now, "a server that has advanced has nothing more to do now");
        }
        Clock.Advance(end - Now);
        Now = end;
        Server.Advance(Now);
    }

    public void PassSeconds(double seconds) => Pass(TimeSpan.FromSeconds(seconds));

    /// <summary>Lets time pass without anybody calling <see cref="TurnServer.Advance"/>.</summary>
    public void PassUnnoticed(TimeSpan time)
    {
        Clock.Advance(time);
        Now += time;
    }

    public string Username(string user, TimeSpan? validFor = null) => $"{(Clock.GetUtcNow() + (validFor ?? TimeSpan.FromHours(8))).ToUnixTimeSeconds()}:{user}";

    /// <summary>A client with ephemeral credentials of its own address.</summary>
    public ScriptedClient Client(string user = "peer", string? address = null, ClientTransport transport = ClientTransport.Udp)
    {
        var client = At(address ?? $"192.0.2.10:{_nextClientPort++}");
        return new ScriptedClient(this, new FiveTuple(transport, client, ServerAddress)) { Username = Username(user) };
    }

    public FakeRelaySocket Socket(TransportAddress relayed) => Sockets.Open[relayed];

    public void FromPeer(TransportAddress relayed, TransportAddress peer, ReadOnlySpan<byte> data) =>
        Server.ReceiveFromPeer(Socket(relayed).Allocation.ShouldNotBeNull(), in peer, data, Now);

    private static PeerJudgement Judgement(IRelayedAddresses relayed)
    {
        return new PeerJudgement(Judge, JudgeAddress);

        PeerAddressVerdict Judge(in TransportAddress peer) =>
            relayed.Contains(in peer) ? PeerAddressVerdict.AllowedRelayed
            : relayed.ContainsAddress(in peer) ? PeerAddressVerdict.DeniedOwn
            : Others(in peer);

        PeerAddressVerdict JudgeAddress(in TransportAddress peer) =>
            relayed.ContainsAddress(in peer) ? PeerAddressVerdict.AllowedRelayed : Others(in peer);

        static PeerAddressVerdict Others(in TransportAddress peer) => (peer.IPv4Bits >> 24, peer.IPv4Bits >> 8) switch
        {
            (10, _) => PeerAddressVerdict.DeniedSpecialPurpose,
            (_, 0xCB0071) => PeerAddressVerdict.DeniedNetwork,
            _ => PeerAddressVerdict.Allowed,
        };
    }
}

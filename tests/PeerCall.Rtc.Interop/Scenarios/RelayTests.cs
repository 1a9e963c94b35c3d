using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using PeerCall.Rtc.Interop.Foreign;
using PeerCall.Rtc.Interop.Peers;
using PeerCall.Rtc.Interop.Relays;
using PeerCall.Turn.Client;

namespace PeerCall.Rtc.Interop.Scenarios;

/// <summary>The engine uses relays alone, over every transport; the other end is direct.</summary>
public abstract class RelayTests(ForeignPeers peers, RelayServer relay)
{
    public static TheoryData<PeerKind, bool, TurnTransport> PeersRolesAndTransports
    {
        get
        {
            var cases = new TheoryData<PeerKind, bool, TurnTransport>();
            foreach (var transport in Enum.GetValues<TurnTransport>())
            {
                foreach (var kind in new[] { PeerKind.Chromium, PeerKind.Firefox, PeerKind.Aiortc })
                {
                    cases.Add(kind, true, transport);
                    cases.Add(kind, false, transport);
                }
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(PeersRolesAndTransports))]
    public async Task Data_goes_through_the_relay(PeerKind kind, bool engineOffers, TurnTransport transport)
    {
        const int Bytes = 1_000_000;
        await using var both = await EngineAndForeignPeer.Create(peers, kind, engineOffers, Settings(transport));
        await both.Connect("bulk");

        await both.Exchange("bulk");
        foreach (var (from, to) in new (IPeer, IPeer)[] { (both.Engine, both.Foreign), (both.Foreign, both.Engine) })
        {
            var (received, sent) = (to.ReceiveBulk("bulk", Bytes), from.SendBulk("bulk", Bytes, 16_384));
            await both.Pair.With(() => Task.WhenAll(received, sent));
            (await received).ShouldBe(await sent, $"from {from.Name}; the server wrote:\n{relay.Server.Output}");
        }

        var (ours, theirs) = ((await both.Engine.Path())!, (await both.Foreign.Path())!);
        ours.LocalType.ShouldBe("relay");
        ours.RelayProtocol.ShouldBe(transport.ToString().ToLowerInvariant());
        theirs.RemoteType.ShouldBeOneOf("relay", "prflx");
        both.Engine.Connection.LocalDescription!.Sdp.ShouldNotContain(" typ host");
    }

    private PeerSettings Settings(TurnTransport transport)
    {
        var (username, password) = relay.Server.Credential("engine");
        var port = relay.Server.PortOf(transport);
        var url = transport switch
        {
            TurnTransport.Tls => $"turns:{relay.Server.Address}:{port}?transport=tcp",
            TurnTransport.Tcp => $"turn:{relay.Server.Address}:{port}?transport=tcp",
            _ => $"turn:{relay.Server.Address}:{port}?transport=udp",
        };
        var certificate = X509CertificateLoader.LoadCertificateFromFile(relay.Server.CertificateFile);
        return new PeerSettings([new IceServer { Urls = [url], Username = username, Credential = password }], RelayOnly: true)
        {
            CertificateValidation = (_, shown, _, errors) =>
                (errors | SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.RemoteCertificateChainErrors && shown is not null && shown.GetRawCertData().AsSpan().SequenceEqual(certificate.RawData),
        };
    }
}

/// <summary>Through coturn, with the configuration for production.</summary>
[Collection(Interoperability.Name)]
public sealed class RelayThroughCoturnTests(ForeignPeers peers, CoturnRelay relay) : RelayTests(peers, relay), IClassFixture<CoturnRelay>;

/// <summary>Through the server's own TURN server.</summary>
[Collection(Interoperability.Name)]
public sealed class RelayThroughPeerCallTests(ForeignPeers peers, PeerCallRelay relay) : RelayTests(peers, relay), IClassFixture<PeerCallRelay>;

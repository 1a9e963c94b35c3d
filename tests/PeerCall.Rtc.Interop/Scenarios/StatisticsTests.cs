using PeerCall.Rtc.Interop.Foreign;
using PeerCall.Rtc.Interop.Peers;

namespace PeerCall.Rtc.Interop.Scenarios;

/// <summary>What the engine reports is what the other end sees too.</summary>
[Collection(Interoperability.Name)]
public sealed class StatisticsTests(ForeignPeers peers)
{
    [Theory]
    [MemberData(nameof(Cases.PeersAndRoles), MemberType = typeof(Cases))]
    public async Task Both_ends_agree_on_the_path_and_the_messages(PeerKind kind, bool engineOffers)
    {
        await using var both = await EngineAndForeignPeer.Create(peers, kind, engineOffers);
        await both.Connect("chat");
        await both.Exchange("chat");

        var (ours, theirs) = ((await both.Engine.Path())!, (await both.Foreign.Path())!);
        theirs.RemoteType.ShouldBeOneOf(ours.LocalType, "prflx");
        ours.RemoteType.ShouldBeOneOf(theirs.LocalType, "prflx");

        var report = await both.Engine.Connection.GetStatsAsync();
        var transport = report.OfType<TransportStats>().Single();
        transport.DtlsState.ShouldBe("connected");
        transport.IceState.ShouldBeOneOf("connected", "completed");
        transport.TlsVersion.ShouldBe("FEFD");
        // The answer begins DTLS.
        transport.DtlsRole.ShouldBe(engineOffers ? "server" : "client");
        transport.IceRole.ShouldBe(engineOffers ? "controlling" : "controlled");
        report.OfType<CertificateStats>().Count().ShouldBe(2);
        var channel = report.OfType<DataChannelStats>().Single();
        (channel.MessagesSent, channel.MessagesReceived).ShouldBe((1, 1));
        channel.BytesReceived.ShouldBe($"from {both.Foreign.Name}".Length);
    }
}

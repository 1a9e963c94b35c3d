using PeerCall.Rtc.Interop.Foreign;
using PeerCall.Rtc.Interop.Peers;

namespace PeerCall.Rtc.Interop.Scenarios;

/// <summary>Browsers that tell no address: names of multicast DNS that may not resolve, or no host candidate at all.</summary>
[Collection(Interoperability.Name)]
public sealed class HiddenAddressTests(ForeignPeers peers)
{
    [Theory]
    [MemberData(nameof(Cases.HiddenBrowsersAndRoles), MemberType = typeof(Cases))]
    public async Task Their_checks_make_the_path(PeerKind kind, bool engineOffers)
    {
        await using var both = await EngineAndForeignPeer.Create(peers, kind, engineOffers);

        await both.Connect("chat");

        await both.Exchange("chat");
        both.Engine.Connection.RemoteDescription!.Sdp.ShouldNotContain(" typ srflx");
        (await both.Engine.Path())!.RemoteType.ShouldBeOneOf("prflx", "host");
    }
}

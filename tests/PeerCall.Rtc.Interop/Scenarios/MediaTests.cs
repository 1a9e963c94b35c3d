using PeerCall.Rtc.Interop.Foreign;
using PeerCall.Rtc.Interop.Peers;

namespace PeerCall.Rtc.Interop.Scenarios;

/// <summary>Offers with sections for media: rejected for now, and no hindrance to data.</summary>
[Collection(Interoperability.Name)]
public sealed class MediaTests(ForeignPeers peers)
{
    [Theory]
    [InlineData(PeerKind.Chromium, false)]
    [InlineData(PeerKind.Chromium, true)]
    [InlineData(PeerKind.Firefox, false)]
    [InlineData(PeerKind.Firefox, true)]
    public async Task Data_beside_media_works(PeerKind kind, bool camera)
    {
        await using var both = await EngineAndForeignPeer.Create(peers, kind, engineOffers: false);
        // Three sections as a page of PeerCall has them: microphone, camera, screen.
        await both.Foreign.AddMedia(camera ? 0 : 1, camera ? 1 : 2, camera);

        await both.Connect("chat");

        await both.Exchange("chat");
        Sections(both.Pair.Last.Answer).ShouldBe(["audio 0", "video 0", "video 0", "application 9"]);
    }

    [Theory]
    [InlineData(PeerKind.Chromium)]
    [InlineData(PeerKind.Firefox)]
    public async Task Data_that_is_added_to_media_works(PeerKind kind)
    {
        await using var both = await EngineAndForeignPeer.Create(peers, kind, engineOffers: false);
        await both.Foreign.AddMedia(1, 1);
        await both.Pair.Negotiate(both.Foreign, both.Engine);
        Sections(both.Pair.Last.Answer).ShouldBe(["audio 0", "video 0"]);

        await both.Connect("chat");

        await both.Exchange("chat");
    }

    [Theory]
    [MemberData(nameof(Cases.BrowsersAndRoles), MemberType = typeof(Cases))]
    public async Task Media_that_is_added_to_data_harms_nothing(PeerKind kind, bool engineOffers)
    {
        await using var both = await EngineAndForeignPeer.Create(peers, kind, engineOffers);
        await both.Connect("chat");

        await both.Foreign.AddMedia(1, 1);
        await both.Pair.Negotiate(both.Foreign, both.Engine);

        Sections(both.Pair.Last.Answer).ShouldBe(["application 9", "audio 0", "video 0"]);
        await both.Exchange("chat");
        await both.Pair.Negotiate(both.Engine, both.Foreign);
        await both.Exchange("chat");
    }

    /// <summary>Kind of each section, and 0 if it is rejected, 9 otherwise.</summary>
    private static IEnumerable<string> Sections(string sdp) => sdp.Split("\r\n")
        .Where(static line => line.StartsWith("m=", StringComparison.Ordinal))
        .Select(static line => line[2..].Split(' '))
        .Select(static words => $"{words[0]} {(words[1] == "0" ? 0 : 9)}");
}

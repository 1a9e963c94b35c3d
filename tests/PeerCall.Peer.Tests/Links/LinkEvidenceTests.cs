using System.Text.Json;
using PeerCall.Peer.Links;
using PeerCall.Signaling;

namespace PeerCall.Peer.Tests.Links;

/// <summary>The cause that follows from what one end has seen, by the fixtures that the page's tests read too.</summary>
public class LinkEvidenceTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    public static TheoryData<string> Cases => [.. Names];

    private static IEnumerable<string> Names => Directory.GetFiles(Fixtures.Folder("causes"), "*.json").Select(static file => Path.GetFileNameWithoutExtension(file));

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_cause_follows_from_what_was_seen(string name)
    {
        var given = Read(name);

        given.Evidence.Build().Cause().ShouldBe(given.Cause, given.What);
    }

    [Fact]
    public void Every_cause_has_a_case() =>
        Names.Select(static name => Read(name).Cause).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ShouldBe(CauseCodes.All.Order(StringComparer.Ordinal));

    private static Case Read(string name) => JsonSerializer.Deserialize<Case>(File.ReadAllText(Path.Combine(Fixtures.Folder("causes"), $"{name}.json")), Json)!;

    private sealed record Case(string What, Given Evidence, string Cause);

    private sealed record GivenError(string Url, int ErrorCode, bool Expired = false);

    private sealed record Given
    {
        public string State { get; init; } = "failed";

        public string Signaling { get; init; } = "connected";

        public string? Media { get; init; }

        public bool DtlsFailed { get; init; }

        public bool HeardFromPeer { get; init; } = true;

        public bool Relayed { get; init; }

        public string? OwnRelayProtocol { get; init; }

        public bool RelayOnly { get; init; }

        public bool FarRelayOnly { get; init; }

        public string[] Servers { get; init; } = [];

        public string[] Gathered { get; init; } = ["host"];

        public GivenError[] Errors { get; init; } = [];

        public string[] FarAddresses { get; init; } = [];

        public string[] RefusedPeers { get; init; } = [];

        public string[] RelayRefusals { get; init; } = [];

        public string? FarCause { get; init; }

        public LinkEvidence Build() => new()
        {
            IsConnected = State == "connected",
            Signaling = Enum.Parse<SignalingStanding>(Signaling, ignoreCase: true),
            Media = Media,
            HasDtlsFailed = DtlsFailed,
            HeardFromPeer = HeardFromPeer,
            IsRelayed = Relayed,
            OwnRelayProtocol = OwnRelayProtocol,
            IsRelayOnly = RelayOnly,
            IsFarRelayOnly = FarRelayOnly,
            Servers = Servers,
            Gathered = Gathered,
            Faults = [.. Errors.Select(static error => new ServerFault(error.Url, error.ErrorCode, error.Expired))],
            FarAddresses = FarAddresses,
            RefusedPeers = RefusedPeers,
            RelayRefusals = RelayRefusals,
            FarCause = FarCause,
        };
    }
}

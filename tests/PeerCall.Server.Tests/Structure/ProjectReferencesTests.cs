using System.Xml.Linq;

namespace PeerCall.Server.Tests.Structure;

/// <summary>Which project may reference which: this and nothing else.</summary>
public class ProjectReferencesTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["PeerCall.Stun"] = [],
        ["PeerCall.Turn"] = ["PeerCall.Stun", "PeerCall.Net"],
        ["PeerCall.Net"] = ["PeerCall.Stun"],
        ["PeerCall.Ice"] = ["PeerCall.Stun"],
        ["PeerCall.Sctp"] = [],
        ["PeerCall.Rtc"] = ["PeerCall.Ice", "PeerCall.Turn", "PeerCall.Sctp", "PeerCall.Net"],
        ["PeerCall.Signaling"] = [],
        ["PeerCall.Server"] = ["PeerCall.Signaling", "PeerCall.Turn", "PeerCall.Net", "PeerCall.Peer"],
        ["PeerCall.Peer"] = ["PeerCall.Signaling", "PeerCall.Rtc"],
        ["PeerCall.Peer.SipSorcery"] = ["PeerCall.Peer"],
        ["PeerCall.Cli"] = ["PeerCall.Peer"],
    };

    private static readonly string Root = FindRoot();

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Path.Combine(Root, "src")).Select(d => Path.GetFileName(d))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_it_may(string project)
    {
        var file = XDocument.Load(Path.Combine(Root, "src", project, project + ".csproj"));
        var references = file.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));

        Allowed.ShouldContainKey(project);
        references.Except(Allowed[project], StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void The_protocol_knows_no_web_framework() =>
        File.ReadAllText(Path.Combine(Root, "src", "PeerCall.Signaling", "PeerCall.Signaling.csproj")).ShouldNotContain("AspNetCore");

    private static string FindRoot()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "PeerCall.sln")))
        {
            at = at.Parent;
        }

        return at!.FullName;
    }
}

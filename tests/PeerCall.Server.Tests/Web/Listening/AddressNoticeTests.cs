using System.Net;
using PeerCall.Server.Web;

namespace PeerCall.Server.Tests.Web.Listening;

public sealed class AddressNoticeTests
{
    private static readonly IPAddress[] Reachable = [IPAddress.Parse("192.168.1.20"), IPAddress.Parse("2001:db8::20")];

    [Fact]
    public void Here_by_localhost_and_elsewhere_by_https()
    {
        var text = Notice(selfSigned: true, "http://localhost:8080", "https://[::]:8443");
        Urls(text).ShouldBe(["http://localhost:8080", "https://localhost:8443", "https://192.168.1.20:8443", "https://[2001:db8::20]:8443"]);
        text.ShouldContain("asks once whether you trust this server");
    }

    [Fact]
    public void A_known_certificate_needs_no_explanation() =>
        Notice(selfSigned: false, "https://0.0.0.0:443").ShouldNotContain("trust");

    [Fact]
    public void Plain_http_is_not_offered_to_other_machines() =>
        Urls(Notice(selfSigned: false, "http://[::]:8080")).ShouldBe(["http://localhost:8080"]);

    [Fact]
    public void Usual_ports_are_left_out() =>
        Urls(Notice(selfSigned: false, "https://*:443", "http://127.0.0.1:80"))
            .ShouldBe(["http://localhost", "https://localhost", "https://192.168.1.20", "https://[2001:db8::20]"]);

    [Fact]
    public void A_chosen_address_is_shown_as_it_is() =>
        Urls(Notice(selfSigned: false, "https://192.168.1.20:8443")).ShouldBe(["https://192.168.1.20:8443"]);

    [Fact]
    public void A_server_in_memory_prints_nothing() => Notice(selfSigned: false).ShouldBeEmpty();

    private static string Notice(bool selfSigned, params string[] listening)
    {
        using var writer = new StringWriter();
        AddressNotice.Write(writer, listening, Reachable, selfSigned, turn: []);
        return writer.ToString();
    }

    private static IEnumerable<string> Urls(string text) =>
        text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Where(static word => word.StartsWith("http", StringComparison.Ordinal) && word.Contains("://", StringComparison.Ordinal));
}

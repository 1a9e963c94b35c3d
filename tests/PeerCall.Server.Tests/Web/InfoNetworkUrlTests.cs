using System.Net;
using PeerCall.Server.Web;

namespace PeerCall.Server.Tests.Web;

/// <summary>A person on the server's own machine gets a link that others can open too.</summary>
public class InfoNetworkUrlTests
{
    [Fact]
    public void Only_https_is_offered_to_other_machines()
    {
        var (here, network) = AddressNotice.ToOpen(["http://localhost:8080", "https://[::]:8443"], [IPAddress.Parse("192.0.2.7"), IPAddress.Parse("2001:db8::7")]);

        here.ShouldBe(["http://localhost:8080", "https://localhost:8443"]);
        network.ShouldBe(["https://192.0.2.7:8443", "https://[2001:db8::7]:8443"]);
    }

    [Fact]
    public void A_server_for_this_machine_alone_has_none() =>
        AddressNotice.ToOpen(["http://127.0.0.1:8080", "https://localhost:8443"], [IPAddress.Parse("192.0.2.7")]).Network.ShouldBeEmpty();
}

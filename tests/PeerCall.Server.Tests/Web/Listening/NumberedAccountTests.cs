using System.Net.Security;
using PeerCall.Accounts;

namespace PeerCall.Server.Tests.Web.Listening;

/// <summary>The program under a number that belongs to no account, as in a container or as systemd runs it where it cannot name the unit's account.</summary>
public sealed class NumberedAccountTests
{
    [NumberedAccountFact]
    public async Task It_serves_https_without_a_home_folder()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartUnderAsync(NumberedAccount.Wrapper, ["--Http:Port=0", "--Https:Port=0", "--Https:Address=127.0.0.1"], ("PEERCALL_DATA", folder.PathOf("data")));
        using var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null } };
        using var client = new HttpClient(handler);
        var secure = server.Addresses.First(static address => address.StartsWith("https:", StringComparison.Ordinal));
        (await client.GetStringAsync(secure + "/health/ready")).ShouldBe("ready\n");
    }
}

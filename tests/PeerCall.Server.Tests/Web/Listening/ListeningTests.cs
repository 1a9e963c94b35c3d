using System.Net;
using System.Net.Security;

namespace PeerCall.Server.Tests.Web.Listening;

/// <summary>The program with real sockets.</summary>
public sealed class ListeningTests
{
    [Fact]
    public async Task It_serves_http_and_https_with_a_certificate_that_it_keeps()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = ["--Https:Address=127.0.0.1"];
        (string, string)[] environment = [("PEERCALL_DATA", folder.PathOf("data")), ("PEERCALL_HTTP__PORT", "0"), ("PEERCALL_HTTPS__PORT", "0")];
        var seen = new List<string>();
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    seen.Add(certificate!.GetCertHashString());
                    return true;
                },
            },
        };
        using var client = new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20 };
        for (var i = 0; i < 2; i++)
        {
            await using var server = await ServerProcess.StartAsync(arguments, environment);
            var plain = server.Addresses.First(static address => address.StartsWith("http:", StringComparison.Ordinal));
            var secure = server.Addresses.First(static address => address.StartsWith("https:", StringComparison.Ordinal));
            server.Output.ShouldContain("asks once whether you trust this server");

            (await client.GetStringAsync(plain + "/health/ready")).ShouldBe("ready\n");
            using var response = await client.GetAsync(secure + "/api/info");
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            response.Version.ShouldBe(HttpVersion.Version20);
            response.Headers.Contains("Strict-Transport-Security").ShouldBeFalse("the certificate is self-signed");
            (await response.Content.ReadAsStringAsync()).ShouldContain($"\"httpsPort\":{new Uri(secure).Port}");
        }
        seen.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task With_a_configured_certificate_a_name_gets_strict_transport_and_an_address_does_not()
    {
        using var folder = new TemporaryFolder();
        var (certificate, key) = CertificateFiles.WritePem(folder, "call.example.org");
        await using var server = await ServerProcess.StartAsync(
            [$"--Data={folder.PathOf("data")}", "--Http:Port=", "--Https:Port=0", "--Https:Address=127.0.0.1", $"--Https:Certificate={certificate}", $"--Https:Key={key}"]);
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, seen, _, _) => seen!.Subject == "CN=call.example.org" },
        };
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Addresses[0] + "/health/live") { Headers = { Host = "call.example.org" } };
        using var named = await client.SendAsync(request);
        named.Headers.GetValues("Strict-Transport-Security").ShouldBe(["max-age=31536000"]);
        using var numbered = await client.GetAsync(server.Addresses[0] + "/health/live");
        numbered.Headers.Contains("Strict-Transport-Security").ShouldBeFalse();
    }
}

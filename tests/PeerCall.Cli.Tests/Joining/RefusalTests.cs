using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PeerCall.Accounts;
using PeerCall.Cli.Tests.Harness;
using PeerCall.Peer;

namespace PeerCall.Cli.Tests.Joining;

/// <summary>What cannot work: one sentence, a code, an exit code of its own, no stack trace.</summary>
public class RefusalTests
{
    [Theory]
    [InlineData("https://call.example.org")]
    [InlineData("https://call.example.org/r/x")]
    [InlineData("https://call.example.org/r/no spaces here")]
    [InlineData("ftp://call.example.org/r/lab")]
    [InlineData("nonsense")]
    public async Task What_is_no_room_link_is_a_usage_error(string url)
    {
        var (exitCode, output, error) = await PeerCallProcess.RunAsync("join", url);

        exitCode.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldContain("is no link to a room");
    }

    [Fact]
    public async Task A_full_room()
    {
        await using var server = await LiveServer.StartAsync("--Signaling:MaxPeersPerRoom=2");
        await using var alice = server.Participant("Alice");
        await using var bob = server.Participant("Bob");
        await alice.JoinAsync();
        await bob.JoinAsync();

        ShouldBe(await PeerCallProcess.RunAsync("join", server.Link()), 4, "room-full");
    }

    [Fact]
    public async Task A_wrong_password_and_none()
    {
        await using var server = await LiveServer.StartAsync();
        await using var alice = server.Participant("Alice", password: "right");
        await alice.JoinAsync();

        var wrong = await PeerCallProcess.RunAsync("join", server.Link(), "--password", "secret-guess");

        ShouldBe(wrong, 4, "wrong-password");
        wrong.Error.ShouldNotContain("secret-guess");
        ShouldBe(await PeerCallProcess.RunAsync("join", server.Link()), 4, "password-required");
        (await PeerCallProcess.RunAsync("join", server.Link(), "--password", "right", "--for", "50ms")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_web_server_that_is_none_of_ours()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapGet("/", static () => Results.Text("Hello"));
        await app.StartAsync();
        var url = app.Urls.Single();

        ShouldBe(await PeerCallProcess.RunAsync("join", $"{url}/r/lab"), 5, "not-peercall");
        ShouldBe(await PeerCallProcess.RunAsync("probe", url), 5, "not-peercall");
        await app.StopAsync();
    }

    [Fact]
    public async Task Nobody_there()
    {
        using var port = new ReservedPort();

        ShouldBe(await PeerCallProcess.RunAsync("join", $"http://127.0.0.1:{port.Number}/r/lab"), 3, "server-unreachable");
        ShouldBe(await PeerCallProcess.RunAsync("bench", $"http://127.0.0.1:{port.Number}"), 3, "server-unreachable");
    }

    [Fact]
    public async Task Something_that_is_no_web_server()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener);

        var end = await PeerCallProcess.RunAsync("join", $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/r/lab");

        end.ExitCode.ShouldBe(3);
        end.Error.TrimEnd().ShouldNotContain('\n');
        listener.Stop();
        await serving;
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_unless_it_is_accepted_on_purpose()
    {
        await using var server = await LiveServer.StartAsync();

        foreach (var refused in new[] { await PeerCallProcess.RunAsync("join", $"{server.Https}r/lab"), await PeerCallProcess.RunAsync("probe", $"{server.Https}") })
        {
            ShouldBe(refused, 6, "untrusted-certificate");
            refused.Error.ShouldContain("accept it on purpose (--insecure)");
        }

        var accepted = await PeerCallProcess.RunAsync("join", $"{server.Https}r/lab", "--insecure", "--for", "50ms", "--json");
        accepted.ExitCode.ShouldBe(0);
        accepted.Error.ShouldContain("certificates are not checked");
        accepted.Output.ShouldContain("\"event\":\"joined\"");
    }

    [NumberedAccountFact]
    public async Task Without_a_home_folder_certificates_are_checked_all_the_same()
    {
        await using var server = await LiveServer.StartAsync();
        using var state = new StateFolder();
        await using var join = PeerCallProcess.StartWith(state, [.. NumberedAccount.Wrapper], "join", $"{server.Https}r/lab");
        ShouldBe(await join.EndAsync(), 6, "untrusted-certificate");
    }

    [Fact]
    public async Task Sent_out_by_the_host()
    {
        using var state = new StateFolder();
        await using var server = await LiveServer.StartAsync();
        await using var host = server.Participant("Alice");
        await using var ofHost = Events.Of(host);
        await host.JoinAsync();
        await using var peercall = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Bob", "--json");
        var bob = (await ofHost.NextAsync<PeerAppeared>()).Peer;

        await host.RemoveAsync(bob);

        ShouldBe(await peercall.EndAsync(), 4, "removed");
    }

    private static void ShouldBe((int ExitCode, string Output, string Error) end, int exitCode, string code)
    {
        end.ExitCode.ShouldBe(exitCode, end.Error);
        end.Error.ShouldContain($"({code})");
        end.Error.TrimEnd().ShouldNotContain('\n');
        end.Error.ShouldNotContain("   at ");
    }

    private static async Task ServeAsync(TcpListener listener)
    {
        try
        {
            using var client = await listener.AcceptTcpClientAsync();
            await client.GetStream().WriteAsync("SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray());
        }
        catch (SocketException)
        {
            // Stopped before anybody came.
        }
    }
}

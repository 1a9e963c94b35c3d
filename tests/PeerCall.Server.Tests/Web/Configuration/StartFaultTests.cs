using System.Net;
using System.Net.Sockets;

namespace PeerCall.Server.Tests.Web.Configuration;

/// <summary>What an operator sees when the program cannot start: one sentence, exit code 2, no stack.</summary>
public sealed class StartFaultTests
{
    [Theory]
    [InlineData("--Http:Port=abc", "Http:Port is \"abc\"; it expects a port")]
    [InlineData("--Turn:Mode=External", "Turn:Host is not set; it expects the TURN server's host name")]
    [InlineData("--Https:Certificate=/nonexistent.pem", "Https:Certificate is \"/nonexistent.pem\"; it expects a PEM")]
    [InlineData("--Https:Port= --Http:Port=", "Http:Port and Https:Port are both empty; one of them expects a port")]
    public async Task A_wrong_value_ends_the_program_with_a_sentence(string arguments, string start)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, error) = await ServerProcess.RunAsync([$"--Data={folder.PathOf("data")}", .. arguments.Split(' ')]);
        exitCode.ShouldBe(2);
        error.ShouldStartWith("PeerCall cannot start: " + start);
        error.Trim().ShouldNotContain('\n');
        error.TrimEnd().ShouldEndWith(".");
        output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var folder = new TemporaryFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (exitCode, _, error) = await ServerProcess.RunAsync($"--Data={folder.PathOf("data")}", $"--Http:Port={port}", "--Https:Port=");
        exitCode.ShouldBe(2);
        error.Trim().ShouldBe($"PeerCall cannot start: Http:Port is {port}, which another program uses; it expects a free port, or 0 for any free one.");
    }

    [Theory]
    [InlineData("Http:Port", "Https:Port", "localhost")]
    [InlineData("Https:Port", "Turn:Port", "*")]
    public async Task A_port_that_is_given_twice_is_named(string first, string second, string address)
    {
        using var folder = new TemporaryFolder();
        using var free = new TcpListener(IPAddress.Any, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        var (exitCode, output, error) = await ServerProcess.RunAsync(
            $"--Data={folder.PathOf("data")}", "--Http:Port=0", "--Turn:Port=0", $"--Https:Address={address}", $"--{first}={port}", $"--{second}={port}", "--Turn:RelayPorts=20000-20099");
        exitCode.ShouldBe(2);
        error.Trim().ShouldBe($"PeerCall cannot start: {second} is {port}, which {first} is too; it expects a port of its own, or nothing.");
        output.ShouldNotContain("Hosting failed");
    }

    [Theory]
    [InlineData(ProtocolType.Tcp)]
    [InlineData(ProtocolType.Udp)]
    public async Task A_turn_port_in_use_is_named(ProtocolType protocol)
    {
        using var folder = new TemporaryFolder();
        using var taken = new Socket(AddressFamily.InterNetwork, protocol is ProtocolType.Tcp ? SocketType.Stream : SocketType.Dgram, protocol);
        taken.Bind(new IPEndPoint(IPAddress.Any, 0));
        if (protocol is ProtocolType.Tcp)
            taken.Listen();
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        var (exitCode, _, error) = await ServerProcess.RunAsync($"--Data={folder.PathOf("data")}", "--Http:Port=0", "--Https:Port=", $"--Turn:Port={port}", "--Turn:RelayPorts=20000-20099");
        exitCode.ShouldBe(2);
        error.Trim().ShouldBe($"PeerCall cannot start: Turn:Port is {port}, which another program uses; it expects a free port, or 0 for any free one.");
    }

    [Theory]
    [InlineData("--Turn:Address=192.0.2.77", "Turn:Address is \"192.0.2.77\", which this machine does not have; it expects localhost, *")]
    [InlineData("--Turn:RelayAddress=192.0.2.77", "Turn:RelayAddress is \"192.0.2.77\", which this machine does not have; it expects an IP address of this machine.")]
    [InlineData("--Turn:PublicAddress=nowhere.invalid", "Turn:PublicAddress is \"nowhere.invalid\", a name that has no address to relay with; it expects an IP address or a host name")]
    [InlineData("--Turn:RelayPorts=49999-49160", "Turn:RelayPorts is \"49999-49160\"; it expects the lower port first")]
    public async Task Wrong_addresses_of_turn_are_a_sentence(string argument, string start)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, error) = await ServerProcess.RunAsync($"--Data={folder.PathOf("data")}", "--Http:Port=0", "--Https:Port=", argument);
        exitCode.ShouldBe(2);
        error.ShouldStartWith("PeerCall cannot start: " + start);
        error.Trim().ShouldNotContain('\n');
        output.ShouldNotContain("Hosting failed");
    }

    [Fact]
    public async Task An_unusable_certificate_file_is_named()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("not.pem", "not a certificate");
        var (exitCode, _, error) = await ServerProcess.RunAsync(
            $"--Data={folder.PathOf("data")}", "--Http:Port=", "--Https:Port=0", "--Https:Address=127.0.0.1", $"--Https:Certificate={file}");
        exitCode.ShouldBe(2);
        error.ShouldStartWith($"PeerCall cannot start: Https:Certificate is \"{file}\", which cannot be used");
        error.Trim().ShouldNotContain('\n');
    }
}

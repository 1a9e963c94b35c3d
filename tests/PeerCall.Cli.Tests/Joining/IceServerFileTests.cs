using PeerCall.Cli.Joining;
using PeerCall.Cli.Outcomes;

namespace PeerCall.Cli.Tests.Joining;

/// <summary>The file of <c>--ice-servers</c>.</summary>
public sealed class IceServerFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void It_is_read_in_the_form_that_servers_answer_in()
    {
        File.WriteAllText(
            _path,
            """
            {"iceServers":[{"urls":"stun:stun.example.org"},{"urls":["turn:turn.example.org:3478?transport=udp","turns:turn.example.org:443?transport=tcp"],"username":"u","credential":"c"}],"iceExpiresAt":1790000000000}
            """);

        var servers = IceServerFile.Read(_path);

        servers.Select(static server => (server.Urls.Count, server.Username, server.Credential)).ShouldBe([(1, null, null), (2, "u", "c")]);
    }

    [Fact]
    public void None_at_all_are_a_choice()
    {
        File.WriteAllText(_path, """{"iceServers":[]}""");

        IceServerFile.Read(_path).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "no such JSON")]
    [InlineData("[]", "no such JSON")]
    [InlineData("""{"servers":[]}""", "no such JSON")]
    [InlineData("""{"iceServers":null}""", "no such JSON")]
    [InlineData("""{"iceServers":[null]}""", "no 'urls'")]
    [InlineData("""{"iceServers":[{"username":"u"}]}""", "no such JSON")]
    [InlineData("""{"iceServers":[{"urls":[]}]}""", "no 'urls'")]
    [InlineData("""{"iceServers":[{"urls":7}]}""", "no 'urls'")]
    [InlineData("""{"iceServers":[{"urls":["https://turn.example.org"]}]}""", "'https://turn.example.org' is no STUN or TURN URL")]
    [InlineData("""{"iceServers":[{"urls":[7]}]}""", "'' is no STUN or TURN URL")]
    [InlineData("""{"iceServers":[{"urls":["turn:turn.example.org"],"username":"u"}]}""", "needs 'username' and 'credential'")]
    public void What_is_something_else_is_said_in_one_sentence(string content, string why)
    {
        File.WriteAllText(_path, content);

        var failure = Should.Throw<CommandFailure>(() => IceServerFile.Read(_path));

        failure.ExitCode.ShouldBe(ExitCodes.Usage);
        failure.Message.ShouldContain(why);
        failure.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void A_file_that_is_not_there()
    {
        var failure = Should.Throw<CommandFailure>(() => IceServerFile.Read(_path + ".not"));

        failure.ExitCode.ShouldBe(ExitCodes.File);
    }
}

using System.Text;
using PeerCall.Server.IceServers;
using PeerCall.Server.Tests.Web;
using PeerCall.Server.Tests.Web.Configuration;
using PeerCall.Server.Web;

namespace PeerCall.Server.Tests.IceServers;

public sealed class TurnSecretTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_embedded_servers_secret_is_made_once_and_outlasts_a_restart()
    {
        var first = Secret(new TurnOptions())!;
        Secret(new TurnOptions()).ShouldBe(first);
        Convert.FromBase64String(Encoding.ASCII.GetString(first)).Length.ShouldBe(32);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(_folder.PathOf(TurnSecret.FileName)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Two_servers_have_different_ones()
    {
        var first = Secret(new TurnOptions())!;
        File.Delete(_folder.PathOf(TurnSecret.FileName));
        Secret(new TurnOptions()).ShouldNotBe(first);
    }

    [Fact]
    public void An_empty_file_as_a_full_disk_leaves_it_is_replaced()
    {
        _folder.Write(TurnSecret.FileName, "\n");
        Secret(new TurnOptions())!.Length.ShouldBeGreaterThan(32);
    }

    [Theory]
    [InlineData("Embedded")]
    [InlineData("External")]
    public void A_configured_one_is_used_and_none_is_kept(string mode)
    {
        Secret(new TurnOptions { Mode = Enum.Parse<TurnMode>(mode), Secret = "north-sea-oil-platform" }).ShouldBe("north-sea-oil-platform"u8.ToArray());
        File.Exists(_folder.PathOf(TurnSecret.FileName)).ShouldBeFalse();
    }

    [Fact]
    public void Without_turn_there_is_none()
    {
        Secret(new TurnOptions { Mode = TurnMode.None, Secret = "left over" }).ShouldBeNull();
        File.Exists(_folder.PathOf(TurnSecret.FileName)).ShouldBeFalse();
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_a_sentence()
    {
        Directory.CreateDirectory(_folder.PathOf(TurnSecret.FileName));
        Should.Throw<StartupFaultException>(() => Secret(new TurnOptions())).Message.ShouldStartWith("Data holds \"turn-secret\", which cannot be read or written");
    }

    private byte[]? Secret(TurnOptions options) =>
        new TurnSecret(options, DataFolder.Open(OptionsBinderTests.Configuration(("Data", _folder.Path)))).Bytes;
}

using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PeerCall.Server.EmbeddedTurn;
using PeerCall.Server.IceServers;
using PeerCall.Server.Web;

namespace PeerCall.Server.Tests.Web.Configuration;

public sealed class ConfigurationTests
{
    [Fact]
    public void Unknown_keys_inside_known_sections_are_named()
    {
        var sections = new ConfigurationSections();
        sections.Add("Turn", typeof(TurnOptions));
        var configuration = OptionsBinderTests.Configuration(
            ("Turn:Mod", "External"), ("turn:mode", "None"), ("Turn:Urls:0", "turn:a"), ("Other:Key", "x"));
        sections.Unknown(configuration).ShouldBe(["Turn:Mod"]);
    }

    [Fact]
    public void Keys_of_one_section_may_belong_to_several_parts()
    {
        var sections = new ConfigurationSections();
        sections.Add("Turn", typeof(TurnOptions));
        sections.Add("Turn", typeof(EmbeddedTurnOptions));
        sections.Unknown(OptionsBinderTests.Configuration(("Turn:Mode", "None"), ("Turn:RelayPorts", "x"), ("Turn:Ports", "x"))).ShouldBe(["Turn:Ports"]);
    }

    [Fact]
    public void A_variable_with_our_prefix_and_no_section_is_named()
    {
        const string Name = "PEERCALL_TRUN__MODE";
        Environment.SetEnvironmentVariable(Name, "External");
        try
        {
            var sections = new ConfigurationSections();
            sections.Add("Turn", typeof(TurnOptions));
            var configuration = new ConfigurationBuilder().AddEnvironmentVariables(ConfigurationSections.EnvironmentPrefix).Build();
            sections.Unknown(configuration).ShouldContain("TRUN");
        }
        finally
        {
            Environment.SetEnvironmentVariable(Name, null);
        }
    }

    [Fact]
    public void Session_keys_outlast_the_server()
    {
        using var folder = new TemporaryFolder();
        string secret;
        using (var first = new ServerFactory(("Data", folder.PathOf("data"))))
            secret = first.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect("peer");
        using var second = new ServerFactory(("Data", folder.PathOf("data")));
        second.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Unprotect(secret).ShouldBe("peer");
    }

    [Fact]
    public void The_data_folder_is_made_for_its_owner_alone()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("deep/er/data");
        var data = DataFolder.Open(OptionsBinderTests.Configuration(("Data", path)));
        data.Path.ShouldBe(path);
        data.IsOpenToOthers.ShouldBeFalse();
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            File.GetUnixFileMode(path).ShouldBe(Owner);
            File.GetUnixFileMode(data.Folder("keys")).ShouldBe(Owner);
            File.SetUnixFileMode(path, Owner | UnixFileMode.GroupRead);
            data.IsOpenToOthers.ShouldBeTrue();
        }
        Directory.GetFiles(path).ShouldBeEmpty("the probe is gone");
    }

    [Fact]
    public void A_data_folder_that_cannot_be_is_a_sentence()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("file", "not a folder");
        var message = Should.Throw<StartupFaultException>(() => DataFolder.Open(OptionsBinderTests.Configuration(("Data", file + "/data")))).Message;
        message.ShouldStartWith("Data is ");
        message.ShouldContain("it expects a folder");
    }

    [Fact]
    public void A_private_file_is_replaced_as_a_whole()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("secret");
        PrivateFile.Write(path, "one, long"u8);
        PrivateFile.Write(path, "two"u8);
        File.ReadAllText(path).ShouldBe("two");
        Directory.GetFiles(folder.Path).ShouldBe([path]);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}

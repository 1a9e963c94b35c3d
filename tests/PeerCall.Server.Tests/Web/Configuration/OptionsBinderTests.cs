using Microsoft.Extensions.Configuration;
using PeerCall.Server.IceServers;
using PeerCall.Server.Telemetry;
using PeerCall.Server.Web;

namespace PeerCall.Server.Tests.Web.Configuration;

public sealed class OptionsBinderTests
{
    [Fact]
    public void Nothing_configured_gives_the_defaults()
    {
        var options = OptionsBinder.Bind<HttpsOptions>(Configuration());
        options.Port.ShouldBe(8443);
        options.Address.ShouldBe("*");
        options.HstsMaxAge.ShouldBe(TimeSpan.FromDays(365));
    }

    [Fact]
    public void Values_of_every_kind_are_read()
    {
        var options = OptionsBinder.Bind<TurnOptions>(Configuration(
            ("Turn:Mode", "external"), ("Turn:Host", " turn.example.org "), ("Turn:UdpPort", "3479"), ("Turn:TlsPort", ""),
            ("Turn:Secret", "0123456789abcdef"), ("Turn:CredentialLifetime", "90m"), ("Turn:RequireSession", "true"),
            ("Turn:StunUrls:0", "stun:a.example"), ("Turn:StunUrls:1", "stun:b.example")));
        options.Mode.ShouldBe(TurnMode.External);
        options.Host.ShouldBe("turn.example.org");
        options.UdpPort.ShouldBe(3479);
        options.TlsPort.ShouldBeNull();
        options.CredentialLifetime.ShouldBe(TimeSpan.FromMinutes(90));
        options.RequireSession.ShouldBeTrue();
        options.StunUrls.ShouldBe(["stun:a.example", "stun:b.example"]);
    }

    [Fact]
    public void A_list_may_be_one_text_with_commas()
    {
        OptionsBinder.Bind<ProxyOptions>(Configuration(("Proxy:KnownProxies", "10.0.0.1, 10.0.0.2,")))
            .KnownProxies.ShouldBe(["10.0.0.1", "10.0.0.2"]);
    }

    [Theory]
    [InlineData("Proxy:KnownProxies", "10.0.0.9")]
    [InlineData("Proxy:KnownProxies:0", "10.0.0.9")]
    public void A_list_is_taken_whole_from_the_last_source(string key, string value)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Proxy:KnownProxies:0", "10.0.0.1"), new("Proxy:KnownProxies:1", "10.0.0.2")])
            .AddInMemoryCollection([new(key, value)])
            .AddInMemoryCollection([new("Proxy:ForwardLimit", "2")])
            .Build();
        OptionsBinder.Bind<ProxyOptions>(configuration).KnownProxies.ShouldBe(["10.0.0.9"]);
    }

    [Fact]
    public void A_later_source_can_empty_a_list()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Proxy:KnownProxies:0", "10.0.0.1")])
            .AddInMemoryCollection([new("Proxy:KnownProxies", "")])
            .Build();
        OptionsBinder.Bind<ProxyOptions>(configuration).KnownProxies.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("60s", 60_000)]
    [InlineData("1.5m", 90_000)]
    [InlineData("12h", 43_200_000)]
    [InlineData("2 d", 172_800_000)]
    [InlineData("12:00:00", 43_200_000)]
    [InlineData("1.00:00:00", 86_400_000)]
    public void A_length_of_time_has_a_unit(string text, long milliseconds)
    {
        OptionsBinder.TryParseDuration(text, out var duration).ShouldBeTrue();
        duration.ShouldBe(TimeSpan.FromMilliseconds(milliseconds));
    }

    [Theory]
    [InlineData("60")] // .NET takes this for 60 days
    [InlineData("")]
    [InlineData("h")]
    [InlineData("-5s")]
    [InlineData("-00:00:05")]
    [InlineData("5 parsecs")]
    [InlineData("1e3s")]
    [InlineData("99999999999999999999d")]
    public void A_length_of_time_without_a_known_unit_is_refused(string text) =>
        OptionsBinder.TryParseDuration(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("Http:Port", "abc")]
    [InlineData("Http:Port", "65536")]
    [InlineData("Http:Port", "-1")]
    [InlineData("Http:Port", "80.5")]
    [InlineData("Http:Port", "99999999999")]
    public void A_wrong_value_is_named_with_what_is_expected(string key, string value)
    {
        var fault = Should.Throw<StartupFaultException>(() => OptionsBinder.Bind<HttpOptions>(Configuration((key, value))));
        fault.Message.ShouldBe($"{key} is \"{value}\"; it expects a port from 1 to 65535, 0 for any free one, or nothing to switch plain HTTP off.");
    }

    [Fact]
    public void A_section_in_place_of_a_value_is_a_fault() =>
        Should.Throw<StartupFaultException>(() => OptionsBinder.Bind<HttpOptions>(Configuration(("Http:Port:Number", "1"))))
            .Message.ShouldStartWith("Http:Port ");

    [Fact]
    public void A_value_cannot_bring_lines_of_its_own_into_the_sentence()
    {
        var message = Should.Throw<StartupFaultException>(() => OptionsBinder.Bind<HttpOptions>(Configuration(("Http:Address", "a\nb\u001b[2J" + new string('x', 500))))).Message;
        message.ShouldNotContain('\n');
        message.ShouldNotContain('\u001b');
        message.Length.ShouldBeLessThan(300);
    }

    [Fact]
    public void A_secret_is_not_shown()
    {
        var message = Should.Throw<StartupFaultException>(() => OptionsBinder.Bind<MetricsOptions>(Configuration(("Metrics:Token", "hunter2")))).Message;
        message.ShouldNotContain("hunter2");
        message.ShouldStartWith("Metrics:Token is not usable; it expects ");
    }

    [Fact]
    public void A_number_is_no_name_of_a_mode() =>
        Should.Throw<StartupFaultException>(() => OptionsBinder.Bind<TurnOptions>(Configuration(("Turn:Mode", "1"))));

    [Fact]
    public void Every_settable_property_of_every_section_says_what_it_expects()
    {
        var sections = typeof(IOptionsSection).Assembly.GetTypes().Where(static type => type.IsClass && type.IsAssignableTo(typeof(IOptionsSection))).ToArray();
        sections.Length.ShouldBeGreaterThanOrEqualTo(8);
        foreach (var section in sections)
        {
            var keys = OptionsBinder.Keys(section).ToHashSet();
            section.GetProperties().Where(static property => property.SetMethod is { IsPublic: true }).ShouldAllBe(property => keys.Contains(property), section.Name);
        }
    }

    internal static IConfigurationRoot Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(static pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)))
            .Build();
}

using System.Net;
using PeerCall.Peer.Probing;
using PeerCall.Stun;

namespace PeerCall.Peer.Tests.Probing;

/// <summary>What kind of mapping it is (RFC 4787 §4.1), from how servers see one socket.</summary>
public class NatProbeTests
{
    private const string Local = "192.168.1.20:5000";

    [Theory]
    [InlineData(NatMapping.None, "203.0.113.1:3478 192.168.1.20:5000")]
    [InlineData(NatMapping.None, "203.0.113.1:3478 192.168.1.20:5000", "203.0.113.2:3478 192.168.1.20:5000")]
    [InlineData(NatMapping.Unknown, "203.0.113.1:3478 198.51.100.7:61000")]
    [InlineData(NatMapping.Unknown, "203.0.113.1:3478 198.51.100.7:61000", "203.0.113.1:3479 198.51.100.7:61000")]
    [InlineData(NatMapping.EndpointIndependent, "203.0.113.1:3478 198.51.100.7:61000", "203.0.113.2:3478 198.51.100.7:61000")]
    [InlineData(NatMapping.AddressDependent, "203.0.113.1:3478 198.51.100.7:61000", "203.0.113.2:3478 198.51.100.7:61001")]
    [InlineData(NatMapping.AddressAndPortDependent, "203.0.113.1:3478 198.51.100.7:61000", "203.0.113.1:3479 198.51.100.7:61001")]
    [InlineData(NatMapping.AddressDependent, "203.0.113.1:3478 198.51.100.7:61000", "203.0.113.2:3478 198.51.100.8:61000")]
    public void The_kind_of_mapping(NatMapping expected, params string[] views)
    {
        TransportAddress.TryParse(Local, out var local).ShouldBeTrue();

        NatProbe.Judge(local, [.. views.Select(Read)]).Mapping.ShouldBe(expected);
    }

    [Fact]
    public void Nobody_has_answered()
    {
        TransportAddress.TryParse(Local, out var local).ShouldBeTrue();

        var report = NatProbe.Judge(local, []);

        report.Mapping.ShouldBe(NatMapping.Unknown);
        report.LocalAddress.ShouldBeNull();
    }

    private static NatProbe.View Read(string text)
    {
        var parts = text.Split(' ');
        TransportAddress.TryParse(parts[1], out var mapped).ShouldBeTrue();
        return new NatProbe.View(IPEndPoint.Parse(parts[0]), mapped);
    }
}

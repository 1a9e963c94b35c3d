using PeerCall.Ice.Tests.Network;

namespace PeerCall.Ice.Tests.Candidates;

public class CandidateAttributeTests
{
    [Theory]
    // RFC 8839 §5.1, RFC 5245 §15.1.
    [InlineData("candidate:1 1 UDP 1694498815 192.0.2.3 45664 typ srflx raddr 203.0.113.141 rport 8998", CandidateType.ServerReflexive, "192.0.2.3:45664", 1694498815u)]
    // Chromium.
    [InlineData("candidate:842163049 1 udp 1677729535 198.51.100.7 46154 typ srflx raddr 10.0.17.1 rport 46154 generation 0 ufrag EEtu network-id 3 network-cost 10", CandidateType.ServerReflexive, "198.51.100.7:46154", 1677729535u)]
    // Firefox.
    [InlineData("candidate:0 1 UDP 2122252543 192.168.1.2 56500 typ host", CandidateType.Host, "192.168.1.2:56500", 2122252543u)]
    // aiortc.
    [InlineData("a=candidate:03f3a5f1c0a8ab 1 udp 2130706431 2001:db8::10 33543 typ host", CandidateType.Host, "[2001:db8::10]:33543", 2130706431u)]
    [InlineData("4 1 udp 8331263 198.51.100.2 49170 typ relay raddr 0.0.0.0 rport 0 unknown-extension value lonely", CandidateType.Relayed, "198.51.100.2:49170", 8331263u)]
    [InlineData("candidate:p  1  udp 1862270975 198.51.100.2 1  typ prflx raddr some.name rport 9", CandidateType.PeerReflexive, "198.51.100.2:1", 1862270975u)]
    public void Lines_of_every_stack_are_read(string line, CandidateType type, string address, uint priority)
    {
        CandidateAttribute.TryParse(line, out var candidate).ShouldBeTrue();

        candidate!.Type.ShouldBe(type);
        candidate.Address.ShouldBe(Addresses.Of(address));
        candidate.Port.ShouldBe(Addresses.Of(address).Port);
        candidate.Priority.ShouldBe(priority);
        candidate.IsUdp.ShouldBeTrue();
    }

    [Fact]
    public void What_an_extension_says_is_kept_where_it_matters()
    {
        CandidateAttribute.TryParse("candidate:1 1 udp 1 198.51.100.7 46154 typ srflx raddr 10.0.17.1 rport 46155 generation 0 ufrag EEtu network-cost 10", out var candidate).ShouldBeTrue();

        candidate!.RelatedAddress.ShouldBe(Addresses.Of("10.0.17.1:46155"));
        candidate.UsernameFragment.ShouldBe("EEtu");
    }

    [Fact]
    public void A_tcp_candidate_is_read_and_used_for_nothing()
    {
        CandidateAttribute.TryParse("candidate:2 1 TCP 2105524479 192.0.2.5 9 typ host tcptype active", out var candidate).ShouldBeTrue();
        candidate!.TcpType.ShouldBe(TcpCandidateType.Active);
        var peer = new RawPeer(candidate: false);

        peer.Agent.AddRemoteCandidate(candidate, peer.Now);

        peer.Agent.GetStatistics().Pairs.ShouldBeEmpty();
    }

    [Fact]
    public void A_name_of_multicast_dns_stays_a_name()
    {
        CandidateAttribute.TryParse("candidate:1 1 udp 2122260223 e1a2-b3.local 54321 typ host", out var candidate).ShouldBeTrue();

        candidate!.Name.ShouldBe("e1a2-b3.local");
        candidate.Address.IsNone.ShouldBeTrue();
        candidate.Port.ShouldBe((ushort)54321);
    }

    [Theory]
    [InlineData("")]
    [InlineData("candidate:")]
    [InlineData("candidate:1 1 udp 1 192.0.2.1 1")]
    [InlineData("candidate:1 1 udp 1 192.0.2.1 1 typ")]
    [InlineData("candidate:1 1 udp 1 192.0.2.1 1 typ other")]
    [InlineData("candidate:1 1 sctp 1 192.0.2.1 1 typ host")]
    [InlineData("candidate:1 0 udp 1 192.0.2.1 1 typ host")]
    [InlineData("candidate:1 257 udp 1 192.0.2.1 1 typ host")]
    [InlineData("candidate:1 1 udp 0 192.0.2.1 1 typ host")]
    [InlineData("candidate:1 1 udp 2147483648 192.0.2.1 1 typ host")]
    [InlineData("candidate:1 1 udp -1 192.0.2.1 1 typ host")]
    [InlineData("candidate:1 1 udp 1 192.0.2.1 65536 typ host")]
    [InlineData("candidate:1 1 udp 1 example.invalid 1 typ host")]
    [InlineData("candidate:1 1 udp 1 example.com 1 typ host")]
    [InlineData("candidate:1 1 udp 1 .local 1 typ host")]
    [InlineData("candidate:1 1 udp 1 a..local 1 typ host")]
    [InlineData("candidate:1 1 udp 1 -a.local 1 typ host")]
    [InlineData("candidate:1 1 udp 1 ä.local 1 typ host")]
    [InlineData("candidate:1 1 udp 1 1 1 typ host")]
    [InlineData("candidate:1 1 udp 1 010.0.0.1 1 typ host")]
    [InlineData("candidate:1 1 udp 1 0x7f.0.0.1 1 typ host")]
    [InlineData("candidate:1 1 udp 1 192.0.2.256 1 typ host")]
    [InlineData("candidate:1 1 udp 1 192.0.2.1.5 1 typ host")]
    [InlineData("candidate:1 1 udp 1 fe80::1%eth0 1 typ host")]
    [InlineData("candidate:1 1 udp 1 [::1] 1 typ host")]
    [InlineData("candidate:1-2 1 udp 1 192.0.2.1 1 typ host")]
    [InlineData("candidate:123456789012345678901234567890123 1 udp 1 192.0.2.1 1 typ host")]
    [InlineData("candidate:1 1 tcp 1 192.0.2.1 1 typ host tcptype other")]
    [InlineData("candidate:1 1 udp 1 192.0.2.1 1 typ host ufrag a:b")]
    public void What_is_no_candidate_is_refused(string line)
    {
        CandidateAttribute.TryParse(line, out var candidate).ShouldBeFalse();
        candidate.ShouldBeNull();
    }

    [Theory]
    [InlineData("candidate:1 1 udp 1694498815 192.0.2.3 45664 typ srflx raddr 10.0.0.1 rport 8998 ufrag abcd")]
    [InlineData("candidate:f00 1 udp 2130706431 2001:db8::1 9 typ host")]
    [InlineData("candidate:1 1 udp 2122260223 e1a2-b3.local 54321 typ host")]
    [InlineData("candidate:2 1 tcp 2105524479 192.0.2.5 9 typ host tcptype passive")]
    public void A_line_that_is_written_reads_the_same(string line)
    {
        CandidateAttribute.TryParse(line, out var candidate).ShouldBeTrue();
        candidate!.ToString().ShouldBe(line);
    }
}

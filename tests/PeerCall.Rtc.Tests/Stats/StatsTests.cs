using System.Text.Json;
using PeerCall.Ice;
using PeerCall.Rtc.Dtls;
using PeerCall.Rtc.Stats;
using PeerCall.Rtc.Transport;
using PeerCall.Stun;

namespace PeerCall.Rtc.Tests.Stats;

public sealed class StatsTests
{
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    // W3C webrtc-stats, the dictionaries of these types with what they inherit. networkType is in its list of obsolete members.
    private static readonly Dictionary<string, string> W3C = new(StringComparer.Ordinal)
    {
        ["candidate-pair"] = "id type timestamp transportId localCandidateId remoteCandidateId state nominated packetsSent packetsReceived bytesSent bytesReceived "
            + "lastPacketSentTimestamp lastPacketReceivedTimestamp totalRoundTripTime currentRoundTripTime availableOutgoingBitrate availableIncomingBitrate "
            + "requestsReceived requestsSent responsesReceived responsesSent consentRequestsSent packetsDiscardedOnSend bytesDiscardedOnSend",
        ["local-candidate"] = "id type timestamp transportId address port protocol candidateType priority url relayProtocol foundation relatedAddress relatedPort "
            + "usernameFragment tcpType networkType",
        ["remote-candidate"] = "id type timestamp transportId address port protocol candidateType priority url relayProtocol foundation relatedAddress relatedPort "
            + "usernameFragment tcpType",
        ["transport"] = "id type timestamp packetsSent packetsReceived bytesSent bytesReceived iceRole iceLocalUsernameFragment dtlsState iceState selectedCandidatePairId "
            + "localCertificateId remoteCertificateId tlsVersion dtlsCipher dtlsRole srtpCipher selectedCandidatePairChanges",
        ["data-channel"] = "id type timestamp label protocol dataChannelIdentifier state messagesSent bytesSent messagesReceived bytesReceived",
        ["peer-connection"] = "id type timestamp dataChannelsOpened dataChannelsClosed",
        ["certificate"] = "id type timestamp fingerprint fingerprintAlgorithm base64Certificate issuerCertificateId",
    };

    [Fact]
    public void All_names_are_those_of_W3C()
    {
        foreach (var type in typeof(RtcStats).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(RtcStats)) && !type.IsAbstract))
        {
            var name = (string)type.GetField("TypeName", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.GetValue(null)!;
            var known = W3C[name].Split(' ').ToHashSet(StringComparer.Ordinal);
            foreach (var property in type.GetProperties())
                known.Contains(JsonNamingPolicy.CamelCase.ConvertName(property.Name)).ShouldBeTrue(name + "." + property.Name);
        }
    }

    [Fact]
    public void A_report_is_JSON_in_which_all_references_lead_somewhere()
    {
        using var json = JsonDocument.Parse(Build().ToJson());
        foreach (var entry in json.RootElement.EnumerateObject())
        {
            entry.Value.GetProperty("id").GetString().ShouldBe(entry.Name);
            var known = W3C[entry.Value.GetProperty("type").GetString()!].Split(' ').ToHashSet(StringComparer.Ordinal);
            foreach (var member in entry.Value.EnumerateObject())
            {
                known.Contains(member.Name).ShouldBeTrue(member.Name);
                if (member.Name.EndsWith("Id", StringComparison.Ordinal))
                    json.RootElement.TryGetProperty(member.Value.GetString()!, out _).ShouldBeTrue(member.Name);
            }
        }
    }

    [Fact]
    public void The_selected_pair_tells_how_the_peers_are_connected()
    {
        var report = Build();
        var pair = report.SelectedCandidatePair.ShouldNotBeNull();
        pair.State.ShouldBe("succeeded");
        pair.TotalRoundTripTime.ShouldBe(0.5);
        pair.CurrentRoundTripTime.ShouldBe(0.025);
        var local = report[pair.LocalCandidateId].ShouldBeOfType<LocalCandidateStats>();
        local.Address.ShouldBe("192.0.2.1");
        local.Port.ShouldBe(4000);
        local.Protocol.ShouldBe("udp");
        local.CandidateType.ShouldBe("host");
        local.NetworkType.ShouldBe("wifi");
        local.UsernameFragment.ShouldBe("frag");
        var remote = report[pair.RemoteCandidateId].ShouldBeOfType<RemoteCandidateStats>();
        remote.Address.ShouldBeNull("it came with a .local name");
        remote.Port.ShouldBe(5000);
        var transport = report.OfType<TransportStats>().ShouldHaveSingleItem();
        (transport.IceRole, transport.IceState, transport.DtlsState, transport.DtlsRole).ShouldBe(("controlling", "completed", "connected", "client"));
        (transport.TlsVersion, transport.DtlsCipher, transport.SrtpCipher).ShouldBe(("FEFD", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "SRTP_AEAD_AES_128_GCM"));
        report.OfType<CertificateStats>().Count().ShouldBe(2);
    }

    [Fact]
    public void Times_are_milliseconds_since_1970()
    {
        var report = Build();
        report.Values.ShouldAllBe(static stats => stats.Timestamp == 1772366400000);
        report.SelectedCandidatePair!.LastPacketSentTimestamp.ShouldBe(1772366400000 - 1500);
        report.SelectedCandidatePair.LastPacketReceivedTimestamp.ShouldBeNull();
    }

    private static RtcStatsReport Build()
    {
        var agent = new IceAgent(new IceAgentOptions { Role = IceRole.Controlling }, new NoOutput());
        var local = agent.AddLocalCandidate(
            new LocalCandidateInit { BaseId = 1, Type = CandidateType.Host, Address = Address("192.0.2.1:4000"), NetworkType = "wifi" }, TimeSpan.Zero)!;
        var pair = new CandidatePairStatistics
        {
            Id = "pair-1",
            LocalCandidateId = local.Id,
            RemoteCandidateId = "remote-1",
            State = CandidatePairState.Succeeded,
            Nominated = true,
            Priority = 1,
            PacketsSent = 1,
            PacketsReceived = 2,
            BytesSent = 3,
            BytesReceived = 4,
            LastPacketSent = TimeSpan.FromSeconds(98.5),
            LastPacketReceived = null,
            TotalRoundTripTime = TimeSpan.FromSeconds(0.5),
            CurrentRoundTripTime = TimeSpan.FromMilliseconds(25),
            RequestsReceived = 5,
            RequestsSent = 6,
            ResponsesReceived = 7,
            ResponsesSent = 8,
            ConsentRequestsSent = 9,
        };
        var remote = new RemoteCandidateStatistics("remote-1", Address("192.0.2.2:5000"), "x.local", CandidateType.Host, 7, "1");
        var transport = new TransportStatistics
        {
            Ice = new IceStatistics("pair-1", [pair], [local], [remote]),
            IceRole = IceRole.Controlling,
            IceState = IceConnectionState.Completed,
            IceLocalUsernameFragment = "frag",
            SelectedPairChanges = 1,
            DtlsState = DtlsState.Connected,
            IsDtlsClient = true,
            Dtls = new DtlsParameters("FEFD", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "SRTP_AEAD_AES_128_GCM", new byte[] { 1, 2, 3 }),
            LocalCertificate = new byte[] { 4, 5, 6 },
            PacketsSent = 1,
            PacketsReceived = 2,
            BytesSent = 3,
            BytesReceived = 4,
            Sctp = null,
            Channels = [],
            ChannelsOpened = 2,
            ChannelsClosed = 1,
        };
        return new StatsBuilder().Build(transport, new CertificateFingerprint("sha-256", "AA:BB"), TimeSpan.FromSeconds(100), Time);
    }

    private static TransportAddress Address(string text)
    {
        TransportAddress.TryParse(text, out var address).ShouldBeTrue();
        return address;
    }

    private sealed class NoOutput : IIceOutput
    {
        public void Send(int baseId, in TransportAddress destination, ReadOnlySpan<byte> datagram)
        {
        }
    }
}

using System.Runtime.CompilerServices;
using PeerCall.Ice;
using PeerCall.Rtc.Dtls;
using PeerCall.Rtc.Transport;

namespace PeerCall.Rtc.Stats;

/// <summary>Makes W3C's report of what the transport knows. Used under the gate; one for each connection, since it numbers the channels.</summary>
internal sealed class StatsBuilder
{
    private const string TransportId = "transport";

    private readonly ConditionalWeakTable<DataChannel, string> _channelIds = [];
    private int _lastChannel;

    /// <summary>A report.</summary>
    /// <param name="transport">What it knows.</param>
    /// <param name="local">Fingerprint of this end's certificate.</param>
    /// <param name="now">The present on the clock of the transport.</param>
    /// <param name="time">The present.</param>
    public RtcStatsReport Build(TransportStatistics transport, CertificateFingerprint local, TimeSpan now, DateTimeOffset time)
    {
        var report = new RtcStatsReport(time);
        var timestamp = ToMilliseconds(time);
        report.Add(new PeerConnectionStats
        {
            Id = "peer-connection",
            Timestamp = timestamp,
            DataChannelsOpened = transport.ChannelsOpened,
            DataChannelsClosed = transport.ChannelsClosed,
        });
        var localCertificate = CertificateReport.Of(local, transport.LocalCertificate, timestamp);
        var remoteCertificate = transport.Dtls is { } dtls ? CertificateReport.Of(dtls.RemoteCertificate, timestamp) : null;
        report.Add(localCertificate);
        if (remoteCertificate is not null)
            report.Add(remoteCertificate);
        report.Add(Transport(transport, localCertificate.Id, remoteCertificate?.Id, timestamp));
        foreach (var pair in transport.Ice.Pairs)
            report.Add(Pair(pair, timestamp, at => ToMilliseconds(time - (now - at))));
        foreach (var candidate in transport.Ice.LocalCandidates)
            report.Add(CandidateReport.Of(candidate, TransportId, transport.IceLocalUsernameFragment, timestamp));
        foreach (var candidate in transport.Ice.RemoteCandidates)
            report.Add(CandidateReport.Of(candidate, TransportId, timestamp));
        foreach (var channel in transport.Channels)
            report.Add(Channel(channel, timestamp));
        return report;
    }

    private static TransportStats Transport(TransportStatistics transport, string localCertificateId, string? remoteCertificateId, double timestamp) => new()
    {
        Id = TransportId,
        Timestamp = timestamp,
        PacketsSent = transport.PacketsSent,
        PacketsReceived = transport.PacketsReceived,
        BytesSent = transport.BytesSent,
        BytesReceived = transport.BytesReceived,
        IceRole = transport.IceRole is IceRole.Controlling ? "controlling" : "controlled",
        IceLocalUsernameFragment = transport.IceLocalUsernameFragment,
        IceState = StatsWords.Of(transport.IceState),
        DtlsState = StatsWords.Of(transport.DtlsState),
        SelectedCandidatePairId = transport.Ice.SelectedCandidatePairId,
        SelectedCandidatePairChanges = transport.SelectedPairChanges,
        LocalCertificateId = localCertificateId,
        RemoteCertificateId = remoteCertificateId,
        TlsVersion = transport.Dtls?.Version,
        DtlsCipher = transport.Dtls?.CipherSuite,
        DtlsRole = transport.IsDtlsClient switch { true => "client", false => "server", null => "unknown" },
        SrtpCipher = transport.Dtls?.SrtpProfile,
    };

    private static CandidatePairStats Pair(CandidatePairStatistics pair, double timestamp, Func<TimeSpan, double> toTimestamp) => new()
    {
        Id = pair.Id,
        Timestamp = timestamp,
        TransportId = TransportId,
        LocalCandidateId = pair.LocalCandidateId,
        RemoteCandidateId = pair.RemoteCandidateId,
        State = StatsWords.Of(pair.State),
        Nominated = pair.Nominated,
        PacketsSent = pair.PacketsSent,
        PacketsReceived = pair.PacketsReceived,
        BytesSent = pair.BytesSent,
        BytesReceived = pair.BytesReceived,
        LastPacketSentTimestamp = pair.LastPacketSent is { } sent ? toTimestamp(sent) : null,
        LastPacketReceivedTimestamp = pair.LastPacketReceived is { } received ? toTimestamp(received) : null,
        TotalRoundTripTime = pair.TotalRoundTripTime.TotalSeconds,
        CurrentRoundTripTime = pair.CurrentRoundTripTime?.TotalSeconds,
        RequestsReceived = pair.RequestsReceived,
        RequestsSent = pair.RequestsSent,
        ResponsesReceived = pair.ResponsesReceived,
        ResponsesSent = pair.ResponsesSent,
        ConsentRequestsSent = pair.ConsentRequestsSent,
    };

    private DataChannelStats Channel(DataChannel channel, double timestamp) => new()
    {
        Id = _channelIds.GetValue(channel, _ => $"data-channel-{++_lastChannel}"),
        Timestamp = timestamp,
        Label = channel.Label,
        Protocol = channel.Protocol,
        DataChannelIdentifier = channel.Id,
        State = StatsWords.Of(channel.State),
        MessagesSent = channel.MessagesSent,
        BytesSent = channel.BytesSent,
        MessagesReceived = channel.MessagesReceived,
        BytesReceived = channel.BytesReceived,
    };

    private static double ToMilliseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalMilliseconds;
}

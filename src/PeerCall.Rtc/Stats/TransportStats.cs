using System.Text.Json.Serialization;

namespace PeerCall.Rtc;

/// <summary>W3C RTCTransportStats: ICE and DTLS, of which a connection has one.</summary>
public sealed record TransportStats : RtcStats
{
    internal const string TypeName = "transport";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Type => TypeName;

    /// <summary>Datagrams sent.</summary>
    public required long PacketsSent { get; init; }

    /// <summary>Datagrams received.</summary>
    public required long PacketsReceived { get; init; }

    /// <summary>Bytes of UDP payload sent.</summary>
    public required long BytesSent { get; init; }

    /// <summary>Bytes of UDP payload received.</summary>
    public required long BytesReceived { get; init; }

    /// <summary><c>controlling</c> or <c>controlled</c>.</summary>
    public required string IceRole { get; init; }

    /// <summary>User name fragment of this end.</summary>
    public required string IceLocalUsernameFragment { get; init; }

    /// <summary><c>new</c>, <c>checking</c>, <c>connected</c>, <c>completed</c>, <c>disconnected</c>, <c>failed</c> or <c>closed</c>.</summary>
    public required string IceState { get; init; }

    /// <summary><c>new</c>, <c>connecting</c>, <c>connected</c>, <c>closed</c> or <c>failed</c>.</summary>
    public required string DtlsState { get; init; }

    /// <summary>The <see cref="CandidatePairStats"/> that carries data: the one answer to "how are we connected?".</summary>
    public string? SelectedCandidatePairId { get; init; }

    /// <summary>How often another pair was selected.</summary>
    public required int SelectedCandidatePairChanges { get; init; }

    /// <summary>The <see cref="CertificateStats"/> of this end.</summary>
    public string? LocalCertificateId { get; init; }

    /// <summary>The <see cref="CertificateStats"/> of the other end.</summary>
    public string? RemoteCertificateId { get; init; }

    /// <summary>Four hexadecimal digits: <c>FEFD</c> is DTLS 1.2.</summary>
    public string? TlsVersion { get; init; }

    /// <summary>IANA's name of the cipher suite.</summary>
    public string? DtlsCipher { get; init; }

    /// <summary><c>client</c>, <c>server</c> or <c>unknown</c>.</summary>
    public required string DtlsRole { get; init; }

    /// <summary>IANA's name of the SRTP protection profile.</summary>
    public string? SrtpCipher { get; init; }
}

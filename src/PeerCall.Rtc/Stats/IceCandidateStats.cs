using System.Text.Json.Serialization;

namespace PeerCall.Rtc;

/// <summary>W3C RTCIceCandidateStats.</summary>
public abstract record IceCandidateStats : RtcStats
{
    private protected IceCandidateStats()
    {
    }

    /// <summary>The <see cref="TransportStats"/>.</summary>
    public required string TransportId { get; init; }

    /// <summary>IP address; null where the other end gave a <c>.local</c> name in place of it.</summary>
    public string? Address { get; init; }

    /// <summary>Port.</summary>
    public required int Port { get; init; }

    /// <summary><c>udp</c>: how it is used, or how the relay sends on.</summary>
    public required string Protocol { get; init; }

    /// <summary><c>host</c>, <c>srflx</c>, <c>prflx</c> or <c>relay</c>.</summary>
    public required string CandidateType { get; init; }

    /// <summary>Priority (RFC 8445 §5.1.2).</summary>
    public required long Priority { get; init; }

    /// <summary>Foundation (RFC 8445 §5.1.1.3).</summary>
    public required string Foundation { get; init; }
}

/// <summary>A candidate of this end.</summary>
public sealed record LocalCandidateStats : IceCandidateStats
{
    internal const string TypeName = "local-candidate";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Type => TypeName;

    /// <summary>URL of the server it came from.</summary>
    public string? Url { get; init; }

    /// <summary>How the TURN server is reached: <c>udp</c>, <c>tcp</c> or <c>tls</c>.</summary>
    public string? RelayProtocol { get; init; }

    /// <summary>Address that a reflexive or relayed candidate was derived from.</summary>
    public string? RelatedAddress { get; init; }

    /// <summary>Its port.</summary>
    public int? RelatedPort { get; init; }

    /// <summary>User name fragment of the present generation.</summary>
    public string? UsernameFragment { get; init; }

    /// <summary>Kind of network, such as <c>wifi</c>; W3C lists it as obsolete, and browsers still tell it.</summary>
    public string? NetworkType { get; init; }
}

/// <summary>A candidate of the other end.</summary>
public sealed record RemoteCandidateStats : IceCandidateStats
{
    internal const string TypeName = "remote-candidate";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Type => TypeName;
}

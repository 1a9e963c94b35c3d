using System.Net.Security;
using System.Text.Json.Serialization;

namespace PeerCall.Rtc.Interop.Peers;

/// <summary>How a connection is made.</summary>
/// <param name="IceServers">STUN and TURN servers.</param>
/// <param name="RelayOnly">Whether only relayed candidates are used.</param>
internal sealed record PeerSettings(IReadOnlyList<IceServer> IceServers, bool RelayOnly)
{
    /// <summary>No servers.</summary>
    public static readonly PeerSettings Default = new([], RelayOnly: false);

    /// <summary>Judges certificates of TURN servers; the engine's alone.</summary>
    public RemoteCertificateValidationCallback? CertificateValidation { get; init; }
}

/// <summary>A channel as it is asked for (W3C RTCDataChannelInit).</summary>
internal sealed record ChannelSettings
{
    public bool Ordered { get; init; } = true;

    public ushort? MaxRetransmits { get; init; }

    public ushort? MaxPacketLifeTime { get; init; }

    public string Protocol { get; init; } = "";

    public bool Negotiated { get; init; }

    public ushort? Id { get; init; }
}

/// <summary>An open channel as one end sees it.</summary>
internal sealed record ChannelReading(
    string Label, string Protocol, bool Ordered, int? MaxRetransmits, int? MaxPacketLifeTime, bool Negotiated, int? Id);

/// <summary>One message; one of both is there.</summary>
internal sealed record PeerMessage(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] byte[]? Binary = null);

/// <summary>The pair in use as one end sees it.</summary>
internal sealed record PathReading(string LocalType, string RemoteType, string? RelayProtocol);

using PeerCall.Rtc;

namespace PeerCall.Peer.Engine;

/// <summary>PeerCall's own engine (PeerCall.Rtc), with everything.</summary>
/// <param name="options">How connections are made; their servers and policy are replaced by what the room gives. Null: the defaults.</param>
public sealed class RtcEngine(PeerConnectionOptions? options = null) : IPeerEngine
{
    private readonly PeerConnectionOptions _options = options ?? new PeerConnectionOptions();

    /// <inheritdoc/>
    public string Name => "PeerCall.Rtc";

    /// <inheritdoc/>
    public EngineFeatures Features => EngineFeatures.Statistics | EngineFeatures.IceRestart | EngineFeatures.PartialReliability | EngineFeatures.ChannelClose;

    /// <inheritdoc/>
    public IEngineConnection Connect(EngineConfiguration configuration, bool isPolite, IEngineEvents events)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(events);
        var connection = new PeerConnection(_options with { IceServers = configuration.IceServers, IceTransportPolicy = configuration.Policy });
        return new RtcEngineConnection(connection, isPolite, events);
    }
}

using System.Net;
using PeerCall.Peer.Engine;
using PeerCall.Peer.SipSorcery.Connections;

namespace PeerCall.Peer.SipSorcery;

/// <summary>
/// SIPSorcery 10.0.16 as the engine: reliable, ordered channels, and none of <see cref="EngineFeatures"/>. README.md beside this project says what is lost against the default one.
/// </summary>
/// <param name="bindAddress">The one local address to use, such as loopback for peers on one machine. Null: those of the interface that leads to the internet.</param>
public sealed class SipSorceryEngine(IPAddress? bindAddress = null) : IPeerEngine
{
    internal const string EngineName = "SIPSorcery";

    /// <inheritdoc/>
    public string Name => EngineName;

    /// <inheritdoc/>
    public EngineFeatures Features => EngineFeatures.None;

    /// <inheritdoc/>
    public IEngineConnection Connect(EngineConfiguration configuration, bool isPolite, IEngineEvents events)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(events);
        return new SipSorceryConnection(InnerConfiguration.Of(configuration, bindAddress), isPolite, events);
    }
}

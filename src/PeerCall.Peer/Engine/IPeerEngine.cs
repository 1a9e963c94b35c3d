using PeerCall.Rtc;

namespace PeerCall.Peer.Engine;

/// <summary>
/// What makes peer connections: the seam between a headless peer and WebRTC. The default is <see cref="RtcEngine"/>. What an engine cannot do it says with
/// <see cref="EngineNotSupportedException"/>, and never pretends to.
/// </summary>
public interface IPeerEngine
{
    /// <summary>Its name, for people.</summary>
    string Name { get; }

    /// <summary>What it can do.</summary>
    EngineFeatures Features { get; }

    /// <summary>Makes a connection; nothing is sent before it has a channel or gets a description.</summary>
    /// <param name="configuration">Servers and policy.</param>
    /// <param name="isPolite">Whether this end gives way when both ends offer at once (W3C perfect negotiation).</param>
    /// <param name="events">Told what happens, from any thread, one call at a time or several; must not block.</param>
    /// <exception cref="RtcException">The servers cannot be used as they are.</exception>
    IEngineConnection Connect(EngineConfiguration configuration, bool isPolite, IEngineEvents events);
}

/// <summary>What an engine can do beyond connecting and carrying reliable, ordered messages.</summary>
[Flags]
public enum EngineFeatures
{
    /// <summary>Nothing more.</summary>
    None = 0,

    /// <summary><see cref="IEngineConnection.GetStatsAsync"/>.</summary>
    Statistics = 1,

    /// <summary><see cref="IEngineConnection.RestartIce"/> and <see cref="IEngineConnection.Configure"/>.</summary>
    IceRestart = 2,

    /// <summary>Channels that are unordered, or give messages up.</summary>
    PartialReliability = 4,

    /// <summary>The other end learns that a single channel was closed. Without it that end's channel stays open until the connection ends.</summary>
    ChannelClose = 8,
}

/// <summary>Servers and policy of a connection (W3C RTCConfiguration).</summary>
/// <param name="IceServers">STUN and TURN servers.</param>
/// <param name="Policy">Which candidates are used.</param>
public sealed record EngineConfiguration(IReadOnlyList<IceServer> IceServers, IceTransportPolicy Policy);

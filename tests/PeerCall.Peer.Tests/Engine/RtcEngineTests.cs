using PeerCall.Peer.Engine;
using PeerCall.Rtc;

namespace PeerCall.Peer.Tests.Engine;

/// <summary>PeerCall's own engine.</summary>
public sealed class RtcEngineTests : EngineContract
{
    protected override IPeerEngine Engine { get; } = new RtcEngine(new PeerConnectionOptions { IncludeLoopback = true });
}

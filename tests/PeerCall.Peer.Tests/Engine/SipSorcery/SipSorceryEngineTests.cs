using System.Net;
using PeerCall.Peer.Engine;
using PeerCall.Peer.SipSorcery;

namespace PeerCall.Peer.Tests.Engine.SipSorcery;

/// <summary>The second engine by itself.</summary>
public sealed class SipSorceryEngineTests : EngineContract
{
    protected override IPeerEngine Engine { get; } = new SipSorceryEngine(IPAddress.Loopback);
}

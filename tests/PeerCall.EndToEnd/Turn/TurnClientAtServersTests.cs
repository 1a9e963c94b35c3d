using PeerCall.EndToEnd.Hosting;

namespace PeerCall.EndToEnd.Turn;

/// <summary>PeerCall's TURN client at a server that nobody here wrote.</summary>
public sealed class TurnClientAtCoturnTests : TurnClientTests
{
    private protected override bool UsesSha256 => false;

    private protected override async Task<ITurnServer> Start() => await CoturnProcess.Start();
}

/// <summary>At PeerCall's own server, at the port that TURN has to itself.</summary>
public sealed class TurnClientAtPeerCallTests : TurnClientTests
{
    private protected override bool UsesSha256 => true;

    private protected override async Task<ITurnServer> Start() => await EmbeddedTurn.Start(("Turn:AllowedPeers", "127.0.0.0/8"));
}

/// <summary>At PeerCall's own server again: TCP at the HTTP port of the page, TLS at its HTTPS port.</summary>
public sealed class TurnClientOnThePortsOfThePageTests : TurnClientTests
{
    private protected override bool UsesSha256 => true;

    private protected override async Task<ITurnServer> Start() => await EmbeddedTurn.StartOnPage(("Turn:AllowedPeers", "127.0.0.0/8"));
}

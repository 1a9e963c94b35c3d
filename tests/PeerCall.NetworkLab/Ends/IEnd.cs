namespace PeerCall.NetworkLab.Ends;

/// <summary>One of the two ends of the lab's link, whatever it is made of.</summary>
internal interface IEnd : IAsyncDisposable
{
    /// <summary>Who it is, for messages.</summary>
    string Name { get; }

    /// <summary>Joins a room, and leaves the one before; returns when it is in it.</summary>
    Task Join(string link);

    /// <summary>Waits until media, or data, arrives and goes on arriving.</summary>
    Task Flows();

    /// <summary>Leaves the room, and says so.</summary>
    Task Leave();

    /// <summary>Waits until it says why the link does not work, or works as it does.</summary>
    /// <param name="cause">The code, for whoever tells codes.</param>
    /// <param name="sentence">What a person reads of it.</param>
    Task Says(string cause, string sentence);

    /// <summary>What it says of the link at this moment; null before there is one.</summary>
    Task<EndReading?> Read();

    /// <summary>From the first description to ICE connected, as this end saw it, in milliseconds; null before that.</summary>
    Task<double?> ConnectTime();

    /// <summary>What has arrived since this was asked for the first time.</summary>
    Task<FlowSeries> Flow();

    /// <summary>What happened to it, for the message of a test that fails.</summary>
    Task<string> Tell();
}

/// <summary>What one end says of the link.</summary>
/// <param name="Path">What people are shown: <c>direct</c>, <c>nat</c>, <c>relay-udp</c>, <c>relay-tcp</c>, <c>relay-tls</c>; null while there is nothing to show.</param>
/// <param name="LocalType">Type of its own candidate in the selected pair (W3C webrtc-stats); null without a pair.</param>
/// <param name="RemoteType">Type of the other end's, as it is seen from here.</param>
/// <param name="RelayProtocol">How it reaches its relay: <c>udp</c>, <c>tcp</c> or <c>tls</c>; null without a relay.</param>
internal sealed record EndReading(string? Path, string? LocalType, string? RemoteType, string? RelayProtocol)
{
    /// <summary>Whether its own candidate stands on a relay. Behind a NAT of its own a relay's address may be seen as peer-reflexive; then only the protocol tells.</summary>
    public bool IsRelayed => LocalType is "relay" || (LocalType is "prflx" && RelayProtocol is not null);
}

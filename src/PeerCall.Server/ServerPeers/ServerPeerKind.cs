namespace PeerCall.Server.ServerPeers;

/// <summary>A kind of server peer that there is.</summary>
/// <param name="Name">As configuration and API call it.</param>
/// <param name="DisplayName">As a room sees it, unless another name is asked for.</param>
/// <param name="Create">Makes the one of a room.</param>
internal sealed record ServerPeerKind(string Name, string DisplayName, Func<IServiceProvider, IServerPeer> Create)
{
    /// <summary>The longest name. Characters.</summary>
    private const int MaxNameLength = 32;

    /// <summary>Whether a text can be a kind's name: 1 to 32 of a–z, 0–9 and '-'. It stands in URLs, keys and labels.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= MaxNameLength && text.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-');
}

namespace PeerCall.NetworkLab.Ends;

/// <summary>What an end is made of.</summary>
public enum EndKind
{
    /// <summary>The page in Chromium.</summary>
    Chromium,

    /// <summary>PeerCall.Peer without a screen.</summary>
    Headless,

    /// <summary>The page in Firefox.</summary>
    Firefox,
}

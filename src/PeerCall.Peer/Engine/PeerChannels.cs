namespace PeerCall.Peer.Engine;

/// <summary>Labels of channels that the protocol itself uses (docs/protocol.md, section 11). Those of an application do not begin with <see cref="Prefix"/>.</summary>
public static class PeerChannels
{
    /// <summary>How reserved labels begin.</summary>
    public const string Prefix = "peercall.";

    /// <summary>Nothing is sent on it: a link has it where it would have no other channel.</summary>
    public const string Link = "peercall.link";

    /// <summary>One file (section 11.1).</summary>
    public const string File = "peercall.file";

    /// <summary>Subprotocol of <see cref="File"/>.</summary>
    public const string FileProtocol = "peercall.file.1";

    /// <summary>The room's broadcast channel (section 11.2).</summary>
    public const string Hub = "peercall.hub";

    /// <summary>Subprotocol of <see cref="Hub"/>.</summary>
    public const string HubProtocol = "peercall.hub.1";
}

using System.Collections.ObjectModel;
using PeerCall.NetworkLab.Network;

namespace PeerCall.NetworkLab.Ends;

/// <summary>What a call in the lab is made of.</summary>
internal sealed record LabCallOptions(NatKind A, NatKind B)
{
    /// <summary>What A is. Default: the page in Chromium.</summary>
    public EndKind KindA { get; init; }

    /// <summary>What B is. Default: the page in Chromium.</summary>
    public EndKind KindB { get; init; }

    /// <summary>Shape of A's way to the internet; null: as fast as the machine.</summary>
    public string? ShapeA { get; init; }

    /// <summary>The same of B's.</summary>
    public string? ShapeB { get; init; }

    /// <summary>Configuration keys of the server beside the lab's own.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Whether the server makes its certificate itself.</summary>
    public bool IsSelfSigned { get; init; }

    /// <summary>Whether TURN is coturn's, at an address of its own, and not the server's.</summary>
    public bool HasCoturn { get; init; }

    /// <summary>Whether a firewall at the server lets nothing in to the ports that are relayed through.</summary>
    public bool HasClosedRelayPorts { get; init; }

    /// <summary>Whether nothing can flow between the two.</summary>
    public bool IsHopeless { get; init; }

    /// <summary>How often a headless A restarts ICE by itself.</summary>
    public int Restarts { get; init; }
}

namespace PeerCall.NetworkLab.Network;

/// <summary>One of the lab's two clients.</summary>
public enum Side
{
    /// <summary>The one who is in the room first.</summary>
    A,

    /// <summary>The one who comes later, and so makes the first offer.</summary>
    B,
}

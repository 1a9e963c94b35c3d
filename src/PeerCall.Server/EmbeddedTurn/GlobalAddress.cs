using System.Net;
using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Server.EmbeddedTurn;

/// <summary>Whether an address is reachable from everywhere, by the IANA registries: the relay's own policy with nothing of its own to protect.</summary>
internal static class GlobalAddress
{
    private static readonly PeerAddressPolicy Policy = new([], [], [], new Nothing());

    /// <summary>Whether it is.</summary>
    public static bool Is(IPAddress address) => Is(TransportAddress.From(address, 1));

    /// <summary>Whether it is.</summary>
    public static bool Is(in TransportAddress address) => Policy.JudgeAddress(in address) is PeerAddressVerdict.Allowed;

    private sealed class Nothing : IRelayedAddresses
    {
        public bool Contains(in TransportAddress address) => false;

        public bool ContainsAddress(in TransportAddress address) => false;
    }
}

using System.Net;

namespace PeerCall.Server.Web;

/// <summary>Networks as an operator writes them: <c>10.0.0.0/8</c>, <c>2001:db8::/32</c>, or a single address.</summary>
internal static class NetworkList
{
    /// <summary>Reads a list; false if one entry is neither a network nor an address.</summary>
    public static bool TryParse(IReadOnlyList<string> texts, out IReadOnlyList<IPNetwork> networks)
    {
        var list = new List<IPNetwork>(texts.Count);
        networks = list;
        foreach (var text in texts)
        {
            if (IPAddress.TryParse(text, out var address))
                list.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else if (IPNetwork.TryParse(text, out var network))
                list.Add(network);
            else
                return false;
        }
        return true;
    }
}

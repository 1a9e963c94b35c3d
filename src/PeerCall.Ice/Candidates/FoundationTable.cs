using System.Globalization;
using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>
/// Foundations (RFC 8445 §5.1.1.3): candidates have the same one if type, IP address of the base, server and the protocol towards it are
/// the same, so that what one check shows about a path can be presumed of the others.
/// </summary>
internal sealed class FoundationTable
{
    private readonly Dictionary<Key, string> _foundations = [];

    public string For(CandidateType type, in TransportAddress baseAddress, string? server, RelayProtocol relayProtocol)
    {
        var key = new Key(type, baseAddress.WithPort(0), server, relayProtocol);
        if (!_foundations.TryGetValue(key, out var foundation))
            _foundations[key] = foundation = (_foundations.Count + 1).ToString(CultureInfo.InvariantCulture);
        return foundation;
    }

    private readonly record struct Key(CandidateType Type, TransportAddress Base, string? Server, RelayProtocol RelayProtocol);
}

namespace PeerCall.Rtc.Transport.Networks;

/// <summary>Which addresses of this host become candidates, the best first (RFC 8445 §5.1.1.1).</summary>
internal static class HostAddresses
{
    /// <summary>More would be sockets and checks without a use.</summary>
    private const int Most = 16;

    /// <summary>Chooses.</summary>
    /// <param name="all">Those of the host.</param>
    /// <param name="includeLoopback">Whether the host may talk to itself.</param>
    /// <param name="accepts">The application's choice; null: all.</param>
    public static IReadOnlyList<NetworkAddress> Choose(IEnumerable<NetworkAddress> all, bool includeLoopback, Func<NetworkAddress, bool>? accepts)
    {
        var allowed = all.Where(a => (includeLoopback || !a.IsLoopback) && accepts?.Invoke(a) is not false).DistinctBy(a => a.Address).ToList();
        // A link-local address reaches nobody whom another address would not reach, unless there is no other.
        var hasOther = allowed.Exists(a => a is { IsLinkLocal: false, IsLoopback: false });
        return [.. allowed.Where(a => !hasOther || !a.IsLinkLocal).OrderBy(Rank).Take(Most)];
    }

    private static int Rank(NetworkAddress address) =>
        address.IsLoopback ? 4 : address.IsVirtual ? 3 : address.IsLinkLocal ? 2 : address.Kind is NetworkKind.Tunnel ? 1 : 0;
}

using System.Diagnostics.CodeAnalysis;

namespace PeerCall.Turn.Server;

/// <summary>Finds a port whose socket can be opened; another program may have one of the range.</summary>
internal sealed class RelayOpening(TurnServerShared shared, IRelaySockets sockets)
{
    /// <summary>Ports that are tried before a request is told that there is no capacity.</summary>
    private const int Attempts = 8;

    /// <summary>Opens a relayed transport address on a port of this kind; with <see cref="RelayPortKind.EvenWithNext"/> the next port is the caller's too.</summary>
    public bool TryOpen(RelayPorts ports, RelayPortKind kind, [NotNullWhen(true)] out RelayedTransportAddress? opened)
    {
        // Those that failed are kept until the end: none is tried twice.
        Span<int> failed = stackalloc int[Attempts];
        var failures = 0;
        opened = null;
        while (opened is null && failures < Attempts && ports.Take(kind) is var port and > 0)
        {
            if (!TryOpen(ports, port, out opened))
                failed[failures++] = port;
        }
        foreach (var port in failed[..failures])
        {
            ports.Return(port);
            if (kind is RelayPortKind.EvenWithNext)
                ports.Return(port + 1);
        }
        return opened is not null;
    }

    /// <summary>Opens a relayed transport address on a port that the caller has; if that fails it is still hers.</summary>
    public bool TryOpen(RelayPorts ports, int port, [NotNullWhen(true)] out RelayedTransportAddress? opened)
    {
        var address = ports.PublicAddress.WithPort(port);
        opened = sockets.TryOpen(in address) is { } socket ? new RelayedTransportAddress(address, socket, ports) : null;
        if (opened is not null)
            shared.LiveRelayed.Add(in address);
        return opened is not null;
    }
}

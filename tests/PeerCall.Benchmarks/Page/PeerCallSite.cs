using System.Globalization;
using PeerCall.Benchmarks.Servers;

namespace PeerCall.Benchmarks.Page;

/// <summary>PeerCall.Server with its page, as a user starts it, on no core in particular.</summary>
internal sealed class PeerCallSite : ISite
{
    private readonly ServerProcess _server = ServerProcess.Start(new PeerCallServer(), pinned: false);

    /// <summary>The address before any path.</summary>
    public string Origin => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{_server.Address.Port}");

    /// <inheritdoc/>
    public string Address(string room, bool second) => $"{Origin}/r/{room}";

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        return ValueTask.CompletedTask;
    }
}

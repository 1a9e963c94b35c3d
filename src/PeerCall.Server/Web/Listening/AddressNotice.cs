using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace PeerCall.Server.Web;

/// <summary>What else listens beside the web server. Implemented by the embedded TURN server.</summary>
internal interface ITurnNotice
{
    /// <summary>What an operator may want to know of it, in sentences; none if it is off.</summary>
    IEnumerable<string> Lines { get; }
}

/// <summary>Prints the addresses to open, once the server listens on them.</summary>
internal sealed class AddressNotice(
    IServer server,
    IHostApplicationLifetime lifetime,
    IEnumerable<ICertificateSource> certificates,
    ITurnNotice turn) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() =>
        {
            var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
            Write(Console.Out, [.. addresses], LocalAddresses.Reachable(), certificates.Any(static source => source.IsSelfSigned), turn.Lines);
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Writes the notice; nothing if the server listens nowhere (it is hosted in memory).</summary>
    /// <param name="output">Where to.</param>
    /// <param name="listening">What the server reports that it listens on.</param>
    /// <param name="reachable">This machine's addresses for other machines.</param>
    /// <param name="selfSigned">Whether HTTPS has a certificate that browsers do not know.</param>
    /// <param name="turn">What is to be said about TURN.</param>
    public static void Write(TextWriter output, IReadOnlyList<string> listening, IReadOnlyList<IPAddress> reachable, bool selfSigned, IEnumerable<string> turn)
    {
        if (listening.Count == 0)
            return;
        var (here, network) = ToOpen(listening, reachable);
        output.WriteLine();
        output.WriteLine("  PeerCall is running. Open it in a browser:");
        output.WriteLine();
        Lines(output, "on this machine  ", here);
        Lines(output, "in your network  ", network);
        output.WriteLine();
        if (selfSigned && listening.Any(static address => address.StartsWith("https:", StringComparison.OrdinalIgnoreCase)))
        {
            output.WriteLine("  With https the browser asks once whether you trust this server, since it has made its certificate");
            output.WriteLine("  itself: choose \"Advanced\" and continue. Set one that browsers know (Https:Certificate), and none asks.");
            output.WriteLine();
        }
        var said = false;
        foreach (var line in turn)
        {
            output.WriteLine($"  {line}");
            said = true;
        }
        if (said)
            output.WriteLine();
        output.WriteLine("  Ctrl+C stops it.");
        output.WriteLine();
        output.Flush();
    }

    /// <summary>The addresses to open on this machine, and those for other machines.</summary>
    /// <param name="listening">What the server reports that it listens on.</param>
    /// <param name="reachable">This machine's addresses for other machines.</param>
    public static (IReadOnlyList<string> Here, IReadOnlyList<string> Network) ToOpen(IReadOnlyList<string> listening, IReadOnlyList<IPAddress> reachable)
    {
        List<string> here = [], network = [];
        foreach (var binding in listening.Select(BindingAddress.Parse).OrderBy(static binding => binding.Scheme, StringComparer.Ordinal))
        {
            var host = binding.Host.Trim('[', ']');
            var any = !IPAddress.TryParse(host, out var address)
                ? host is "*" or "+"
                : address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
            var local = any || host is "localhost" || (address is not null && IPAddress.IsLoopback(address));
            if (local)
                here.Add(Url(binding, any || host is "127.0.0.1" or "::1" ? "localhost" : binding.Host));
            // Over plain HTTP another machine's browser gives no camera: that address would disappoint.
            if (binding.Scheme is "https" && any)
                network.AddRange(reachable.Select(one => Url(binding, one.ToString())));
            else if (!local)
                network.Add(Url(binding, host));
        }
        return ([.. here.Distinct(StringComparer.Ordinal)], [.. network.Distinct(StringComparer.Ordinal)]);
    }

    private static void Lines(TextWriter output, string title, IEnumerable<string> urls)
    {
        foreach (var url in urls)
        {
            output.WriteLine($"    {title}{url}");
            title = new string(' ', title.Length);
        }
    }

    private static string Url(BindingAddress binding, string host)
    {
        var name = host.Contains(':', StringComparison.Ordinal) && host[0] != '[' ? $"[{host}]" : host;
        var usual = binding.Scheme is "https" ? 443 : 80;
        return binding.Port == usual ? $"{binding.Scheme}://{name}" : $"{binding.Scheme}://{name}:{binding.Port}";
    }
}

using System.Net;
using System.Net.NetworkInformation;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PeerCall.Server.IceServers;
using PeerCall.Server.Telemetry;
using PeerCall.Server.Web;
using PeerCall.Turn.Hosting;
using PeerCall.Turn.Server;
using Endpoint = PeerCall.Server.Web.Endpoint;

namespace PeerCall.Server.EmbeddedTurn;

/// <summary>The TURN server inside this program: starts before the web server listens, stops after it.</summary>
internal sealed partial class EmbeddedTurnServer(
    TurnOptions turn,
    EmbeddedTurnOptions options,
    TurnSecret secret,
    ILocalNetwork network,
    EmbeddedTurnEvents events,
    IEnumerable<ICertificateSource> certificates,
    IServiceProvider services,
    TimeProvider clock,
    ILoggerFactory loggers,
    ILogger<EmbeddedTurnServer> logger) : IHostedService, IRelayState, ITurnNotice, IAsyncDisposable
{
    /// <summary>How often a port is looked for that is free for UDP and TCP both, with port 0.</summary>
    private const int PortAttempts = 8;

    /// <summary>
    /// Connections to the web ports that have sent nothing yet. Many, since a crowd may come back at once after an outage and no one of them is to be lost; not long:
    /// who connects has something to say.
    /// </summary>
    private static readonly StreamLimits Silence = new() { IdleTime = TimeSpan.FromSeconds(5), MaxIdle = 16_384, MaxIdlePerAddress = 16_384 };

    /// <summary>A thread of the relay that has not turned for so long hangs: they turn once a second.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _starting = new(1);
    private TurnServerHost? _host;
    private TurnPort? _tcp;

    /// <summary>UDP and TCP port; before the start the one that is configured; null: only the web ports.</summary>
    public int? Port { get; private set; } = turn.Mode is TurnMode.Embedded ? options.Port : null;

    /// <summary>What it relays with; null before the start, and where there are no sockets.</summary>
    public RelayPlan? Plan { get; private set; }

    /// <summary>How it looks from outside.</summary>
    public IPAddress? PublicAddress => Plan?.Public;

    /// <summary>An address by which the server's own peers reach an endpoint of this machine.</summary>
    /// <param name="endpoint">Where it listens; null: on its own port.</param>
    public IPAddress OwnAddress(Endpoint? endpoint)
    {
        // The address that is relayed with, where that one is listened on: a packet from it to itself needs no route.
        var listening = (endpoint ?? TcpEndpoint()).Addresses();
        var bound = (Plan?.IPv4 ?? Plan?.IPv6)?.Bound ?? IPAddress.Loopback;
        return listening.Contains(bound) || listening.Any(one => one.Equals(IPAddress.Any) || one.Equals(IPAddress.IPv6Any)) ? bound : listening[0];
    }

    /// <summary>Where connections to the web ports wait that have sent nothing yet; null while there is no server.</summary>
    public IdleConnections? SilentConnections { get; private set; }

    /// <summary>The host; null while there is no server.</summary>
    public TurnServerHost? Host => Volatile.Read(ref _host);

    /// <inheritdoc/>
    public IEnumerable<string> Lines => Plan is { } plan && Host is not null ? TurnNotice.Lines(Port, certificates.Any(), plan, options.Ports) : [];

    /// <inheritdoc/>
    public bool HasFailed => IsWanted && (Host is not { } host || host.Silence > LongestSilence || _tcp is { HasFailed: true });

    /// <summary>Without real sockets for the web, as in tests in memory, there are none here either.</summary>
    private bool IsWanted =>
        turn.Mode is TurnMode.Embedded && services.GetRequiredService<IServer>().GetType().Assembly == typeof(KestrelServerOptions).Assembly;

    /// <summary>Starts it, unless it is started already or not wanted.</summary>
    /// <exception cref="StartupFaultException">It cannot listen or relay where it is told to.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_host is not null || !IsWanted)
                return;
            if (BindFault.Clash([.. services.GetRequiredService<IReadOnlyList<Endpoint>>(), TcpEndpoint()]) is { } clash)
                throw new StartupFaultException(clash);
            Plan = await RelayPlan.MakeAsync(options, network, cancellationToken);
            await OpenAsync();
            SilentConnections = new IdleConnections(Silence, clock);
            NetworkChange.NetworkAddressChanged += OnAddressChanged;
        }
        catch (TurnListenException fault)
        {
            throw new StartupFaultException(BindFault.Sentence(TcpEndpoint(), fault.Error), fault);
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            await CloseAsync();
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Serves a connection whose first bytes are STUN, until it ends.</summary>
    public async Task ServeAsync(ConnectionContext connection, FiveTuple client, CancellationToken closing)
    {
        if (Host is { } host)
            await host.ServeAsync(connection.Transport, client, closing);
        connection.Abort();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(StopAsync(CancellationToken.None));

    private async Task OpenAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var host = await TurnServerHost.StartAsync(HostOptions(), clock, events);
            try
            {
                if (options.Port is not null)
                {
                    var port = host.Addresses[0].Port;
                    _tcp = await TurnPort.ListenAsync(TcpEndPoints(port), host, certificates.FirstOrDefault(), loggers);
                    Port = port;
                }
                Volatile.Write(ref _host, host);
                return;
            }
            catch (TurnListenException) when (options.Port == 0 && attempt < PortAttempts)
            {
                await host.DisposeAsync();
            }
            catch
            {
                await host.DisposeAsync();
                throw;
            }
        }
    }

    private async Task CloseAsync()
    {
        NetworkChange.NetworkAddressChanged -= OnAddressChanged;
        SilentConnections?.Dispose();
        SilentConnections = null;
        if (_tcp is { } tcp)
            await tcp.DisposeAsync();
        _tcp = null;
        if (Interlocked.Exchange(ref _host, null) is { } host)
            await host.DisposeAsync();
    }

    private TurnServerHostOptions HostOptions() => new()
    {
        Server = new TurnServerOptions
        {
            Realm = options.Realm!,
            Secret = secret.Bytes,
            Users = options.Users,
            PublicIPv4 = Plan!.IPv4?.Public,
            PublicIPv6 = Plan.IPv6?.Public,
            FirstRelayPort = options.Ports.First,
            LastRelayPort = options.Ports.Last,
            MaxAllocationsPerUser = options.MaxAllocationsPerUser,
            MaxAllocations = options.MaxAllocations,
            BandwidthPerAllocation = options.BandwidthPerAllocation * 1000L / 8,
            AllowedPeers = options.AllowedNetworks,
            DeniedPeers = options.DeniedNetworks,
            OwnAddresses = OwnAddresses(),
        },
        ListenAddresses = options.Port is null ? [] : TcpEndpoint().Addresses(),
        Port = options.Port ?? 0,
        RelayIPv4 = Plan.IPv4?.Bound,
        RelayIPv6 = Plan.IPv6?.Bound,
        Shards = options.Threads ?? Math.Min(Environment.ProcessorCount, 4),
        OnFault = error => LogDefect(error),
    };

    private Endpoint TcpEndpoint() => new(EmbeddedTurnOptions.Section, options.Address!, options.Port ?? 0);

    private IEnumerable<IPEndPoint> TcpEndPoints(int port)
    {
        var addresses = TcpEndpoint().Addresses();
        // One socket takes both families.
        var all = addresses.Contains(IPAddress.IPv6Any) ? [IPAddress.IPv6Any] : addresses;
        return all.Select(address => new IPEndPoint(address, port));
    }

    /// <summary>Nobody outside may reach this machine's own services by way of the relay, not even at an address that looks public.</summary>
    private IReadOnlyList<IPAddress> OwnAddresses()
    {
        List<IPAddress> own = [.. LocalAddresses.Every()];
        foreach (var pair in new[] { Plan!.IPv4, Plan.IPv6 })
        {
            if (pair is not null)
                own.AddRange([pair.Public, pair.Bound]);
        }
        return [.. own.Distinct()];
    }

    private void OnAddressChanged(object? sender, EventArgs e) => Host?.SetOwnAddresses(OwnAddresses());

    [LoggerMessage(1201, LogLevel.Error, "A defect in the TURN server was caught; it goes on.")]
    private partial void LogDefect(Exception defect);
}

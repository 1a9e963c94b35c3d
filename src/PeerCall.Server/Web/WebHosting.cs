using System.Net.Sockets;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PeerCall.Server.Web;

/// <summary>The host: configuration, data folder, endpoints, page. What <c>Program.cs</c> is made of.</summary>
internal static partial class WebHosting
{
    /// <summary>Starts a host's configuration: <c>appsettings.json</c>, <c>PEERCALL_</c> variables, command line; later ones win.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // ASPNETCORE_FORWARDEDHEADERS_ENABLED would have everybody's forwarding headers believed; whose are is for ProxyOptions to say.
            Args = [.. args, "--ForwardedHeaders_Enabled=false"],
            // The program's own folder, not the one it is started in, holds appsettings.json.
            ContentRootPath = AppContext.BaseDirectory,
        });
        var sources = ((IConfigurationBuilder)builder.Configuration).Sources;
        // Variables without our prefix are not ours: a DATA or HTTP__PORT of some other program must not configure this one.
        var foreign = sources.OfType<EnvironmentVariablesConfigurationSource>().Where(static source => string.IsNullOrEmpty(source.Prefix)).ToArray();
        foreach (var source in foreign)
            sources.Remove(source);
        var last = sources.OfType<CommandLineConfigurationSource>().LastOrDefault();
        var position = last is null ? sources.Count : sources.IndexOf(last);
        sources.Insert(position, new EnvironmentVariablesConfigurationSource { Prefix = ConfigurationSections.EnvironmentPrefix });
        return builder;
    }

    /// <summary>Registers the web side.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="onEndpoint">Adds to every endpoint that is listened on; with HTTPS twice, before TLS and behind it.</param>
    /// <exception cref="StartupFaultException">The configuration cannot be used.</exception>
    public static void AddWeb(this WebApplicationBuilder builder, Action<ListenOptions> onEndpoint)
    {
        var data = DataFolder.Open(builder.Configuration);
        builder.Services.AddSingleton(data);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddDataProtection().SetApplicationName("PeerCall").PersistKeysToFileSystem(new DirectoryInfo(data.Folder("keys")));
        builder.Services.AddHostedService<ConfigurationNotices>();
        builder.AddOptionsSection<ProxyOptions>();
        builder.AddOptionsSection<SecurityOptions>();
        builder.AddListening(onEndpoint);
        builder.AddPage();
    }

    /// <summary>Makes a request that came through a known proxy look as it did to the proxy.</summary>
    public static void UseProxies(this WebApplication app)
    {
        var proxy = app.Services.GetRequiredService<ProxyOptions>();
        app.Use(static (context, next) =>
        {
            ClientAddress.ForgetOriginal(context.Request);
            return next(context);
        });
        if (proxy.IsConfigured)
            app.UseForwardedHeaders(proxy.ToForwardedHeaders());
    }

    /// <summary>Adds what comes before every route.</summary>
    public static void UseWeb(this WebApplication app)
    {
        var page = app.Services.GetRequiredService<PageOptions>();
        var security = app.Services.GetRequiredService<SecurityOptions>();
        var https = app.Services.GetRequiredService<HttpsOptions>();
        app.UseSecurityHeaders(
            new ContentSecurityPolicy(security.FrameAncestors, forDevServer: Page.UsesVite(page, app.Environment)),
            new StrictTransport(https.HstsMaxAge, ownCertificateIsKnown: https.Certificate is not null));
        app.UseApiErrors();
        app.MapInfo();
    }

    /// <summary>Runs until the program is told to stop.</summary>
    /// <param name="app">The program.</param>
    /// <param name="before">Starts what listens beside the web server.</param>
    /// <exception cref="StartupFaultException">It cannot listen where it is told to.</exception>
    public static async Task RunToEndAsync(this WebApplication app, Func<WebApplication, Task> before)
    {
        // A server in memory, as in tests, has no sockets.
        var endpoints = app.Services.GetRequiredService<IServer>().GetType().Assembly == typeof(KestrelServerOptions).Assembly
            ? app.Services.GetRequiredService<IReadOnlyList<Endpoint>>()
            : [];
        // Asked before, since the host logs a failed start with its whole stack; and after, should a port be taken in between.
        if (BindFault.Explain(endpoints) is { } taken)
            throw new StartupFaultException(taken);
        await before(app);
        try
        {
            await app.StartAsync();
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            await app.DisposeAsync(); // frees the endpoints that could be had, or they would seem taken
            if (BindFault.Explain(endpoints) is { } sentence)
                throw new StartupFaultException(sentence, error);
            throw;
        }
        await app.WaitForShutdownAsync();
    }
}

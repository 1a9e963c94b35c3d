namespace PeerCall.Server.Web;

/// <summary>The web page: files of a build, or Vite's dev server behind a proxy.</summary>
internal static partial class Page
{
    /// <summary>Registers what serving the page needs.</summary>
    public static void AddPage(this WebApplicationBuilder builder)
    {
        var options = builder.AddOptionsSection<PageOptions>();
        if (!UsesVite(options, builder.Environment) || options.DevServerUrl is not null)
            return;
        var source = PageFolder.SourceFolder()
            ?? throw new StartupFaultException("Client:Source is Vite, but the client's source is not on this machine; it expects Files there, or the address of a dev server in Client:DevServerUrl.");
        builder.Services.AddSingleton(services => new ViteServer(source, services.GetRequiredService<ILogger<ViteServer>>()));
        builder.Services.AddHostedService(static services => services.GetRequiredService<ViteServer>());
    }

    /// <summary>Whether the page comes from Vite's dev server.</summary>
    public static bool UsesVite(PageOptions options, IHostEnvironment environment) => options.Source switch
    {
        PageSource.Vite => true,
        PageSource.Auto => environment.IsDevelopment() && options.Folder is null && (options.DevServerUrl ?? PageFolder.SourceFolder()) is not null,
        _ => false,
    };

    /// <summary>Adds the page behind all routes of the API.</summary>
    public static void UsePage(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<PageOptions>();
        if (UsesVite(options, app.Environment))
            UseVite(app, options);
        else if (PageFolder.Built(options) is { } folder)
            app.UsePageFiles(folder);
        else
            UseNoPage(app);
    }

    private static void UseVite(WebApplication app, PageOptions options)
    {
        var vite = app.Services.GetService<ViteServer>();
        // Vite's client keeps a WebSocket open, for changes in the source.
        app.UseWebSockets();
        app.MapWhen(
            static context => context.GetEndpoint() is null && !context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal),
            branch => branch.UseSpa(spa =>
            {
                if (vite is null)
                    spa.UseProxyToSpaDevelopmentServer(new Uri(options.DevServerUrl!));
                else
                    spa.UseProxyToSpaDevelopmentServer(() => vite.Ready);
            }));
    }

    private static void UseNoPage(WebApplication app)
    {
        LogNoPage(app.Logger);
        app.MapGet("/", static () => Results.Text(
            "This PeerCall server was built without its page. `dotnet run` without -p:BuildClient=false builds it; Client:Folder names one that is elsewhere.\n",
            statusCode: StatusCodes.Status404NotFound));
    }

    [LoggerMessage(1021, LogLevel.Warning, "No built client was found; the server runs without its page. Client:Folder names the folder.")]
    private static partial void LogNoPage(ILogger logger);
}

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace PeerCall.Server.Tests.Web;

/// <summary>
/// The whole server in memory, as <c>Program.cs</c> builds it: with a data folder of its own, a small page and settings of the test's.
/// </summary>
internal sealed class ServerFactory : WebApplicationFactory<Program>
{
    /// <summary>Request header by which a test says where the request comes from; the server sees it as the socket's address.</summary>
    public const string Remote = "Test-Remote";

    private readonly TemporaryFolder _folder = new();
    private readonly (string Key, string Value)[] _settings;
    private readonly Action<IServiceCollection>? _services;

    public ServerFactory(params (string Key, string Value)[] settings)
        : this(services: null, settings)
    {
    }

    public ServerFactory(Action<IServiceCollection>? services, params (string Key, string Value)[] settings)
    {
        _services = services;
        _settings = settings;
        _folder.Write("page/index.html", "<!doctype html><title>PeerCall</title>" + new string(' ', 2000));
        _folder.Write("page/index.html.br", "index in brotli");
        _folder.Write("page/favicon.svg", "<svg/>");
        _folder.Write("page/assets/app-1234.js", "console.log('plain')");
        _folder.Write("page/assets/app-1234.js.br", "app in brotli");
        _folder.Write("page/assets/app-1234.js.gz", "app in gzip, longer");
    }

    /// <summary>A client that follows no redirects and keeps no cookies.</summary>
    public HttpClient Client(string address = "http://localhost") =>
        CreateClient(new WebApplicationFactoryClientOptions { BaseAddress = new Uri(address), AllowAutoRedirect = false, HandleCookies = false });

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        builder.UseSetting("Data", _folder.PathOf("data"));
        builder.UseSetting("Client:Folder", _folder.PathOf("page"));
        foreach (var (key, value) in _settings)
            builder.UseSetting(key, value);
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<IStartupFilter, RemoteAddress>();
            _services?.Invoke(services);
        });
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            _folder.Dispose();
    }

    private sealed class RemoteAddress : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, following) =>
            {
                if (context.Request.Headers.TryGetValue(Remote, out var address))
                    context.Connection.RemoteIpAddress = IPAddress.Parse(address.ToString());
                return following(context);
            });
            next(app);
        };
    }
}

using PeerCall.Server.Rooms;
using PeerCall.Server.Web;

namespace PeerCall.Server.Links;

/// <summary>Registration of the records of links.</summary>
internal static class LinksHosting
{
    /// <summary>Registers what keeps and writes them.</summary>
    public static void AddLinks(this WebApplicationBuilder builder)
    {
        builder.AddOptionsSection<LinksOptions>();
        var services = builder.Services;
        services.AddSingleton<LinkFileQueue>();
        services.AddSingleton<LinkBook>();
        services.AddSingleton<IPeerObserver>(static provider => provider.GetRequiredService<LinkBook>());
        services.AddSingleton<LinksEndpoint>();
        services.AddHostedService<LinkFileWriter>();
    }

    /// <summary>Maps the API.</summary>
    public static void MapLinks(this WebApplication app)
    {
        var endpoint = app.Services.GetRequiredService<LinksEndpoint>();
        app.MapGet("/api/rooms/{room}/links", endpoint.OfRoom);
        app.MapGet("/api/links", endpoint.Since);
    }
}

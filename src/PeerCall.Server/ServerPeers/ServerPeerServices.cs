using PeerCall.Server.ServerPeers;
using PeerCall.Signaling;

namespace PeerCall.Server;

/// <summary>Registration of server peers of one's own.</summary>
public static class ServerPeerServices
{
    /// <summary>Adds a kind of server peer. A room gets one by the configuration (<c>Peers:Rooms</c>) or by <c>POST /api/rooms/{room}/peers</c>.</summary>
    /// <typeparam name="T">Made for each room, with the constructor's parameters from the services.</typeparam>
    /// <param name="services">The server's services; see <see cref="PeerCallServer.Build"/>.</param>
    /// <param name="name">The kind's name in configuration and API: 1 to 32 of a–z, 0–9 and '-'.</param>
    /// <param name="displayName">How a room sees it, unless who asks for it gives another name. Default: <paramref name="name"/>.</param>
    /// <exception cref="ArgumentException">A name has not the form of one, or there is such a kind already.</exception>
    public static IServiceCollection AddServerPeer<T>(this IServiceCollection services, string name, string? displayName = null)
        where T : class, IServerPeer
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        if (!ServerPeerKind.IsName(name))
            throw new ArgumentException("The name of a kind of server peer has 1 to 32 of a-z, 0-9 and '-'.", nameof(name));
        if (services.Any(service => !service.IsKeyedService && service.ImplementationInstance is ServerPeerKind kind && kind.Name == name))
            throw new ArgumentException($"There is a kind of server peer named '{name}' already.", nameof(name));
        var shown = DisplayName.Clean(displayName ?? name) ?? throw new ArgumentException("A display name needs a character that can be seen.", nameof(displayName));
        return services.AddSingleton(new ServerPeerKind(name, shown, static provider => ActivatorUtilities.CreateInstance<T>(provider)));
    }
}

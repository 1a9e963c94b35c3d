using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace PeerCall.Peer.Hosting;

/// <summary>Participants as hosted services.</summary>
public static class PeerCallPeerHosting
{
    /// <summary>
    /// Adds a participant that joins when the program starts and leaves when it stops. While the server cannot be reached it tries again with full jitter, up to 30 s apart; what is final (a wrong password, a
    /// certificate that is not trusted) is logged as critical, and the participant is over.
    /// </summary>
    /// <typeparam name="T">What it does; made by the container, anew for each stay, in a scope of its own.</typeparam>
    /// <param name="services">The program's services.</param>
    /// <param name="configure">Where and as whom; checked at start.</param>
    /// <param name="name">Names the options, for several of one kind. Default: the type's name.</param>
    public static IServiceCollection AddPeerCallPeer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IServiceCollection services, Action<PeerCallPeerOptions> configure, string? name = null)
        where T : class, IPeerCallPeer
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        name ??= typeof(T).Name;
        services.AddOptions<PeerCallPeerOptions>(name).Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PeerCallPeerOptions>, PeerCallPeerOptionsCheck>());
        services.TryAddScoped<T>();
        services.AddSingleton<IHostedService>(provider => new PeerCallPeerService<T>(
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<IOptionsMonitor<PeerCallPeerOptions>>().Get(name),
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance));
        return services;
    }
}

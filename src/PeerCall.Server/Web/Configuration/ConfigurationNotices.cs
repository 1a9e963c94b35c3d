namespace PeerCall.Server.Web;

/// <summary>Says at start what in the configuration is odd, but no reason to stop.</summary>
internal sealed partial class ConfigurationNotices(
    ConfigurationSections sections,
    IConfiguration configuration,
    DataFolder data,
    ILogger<ConfigurationNotices> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var key in sections.Unknown((IConfigurationRoot)configuration))
            LogUnknownKey(key);
        if (data.IsOpenToOthers)
            LogOpenDataFolder(data.Path);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1000, LogLevel.Warning, "The configuration key {Key} is unknown and has no effect; docs/configuration.md lists all keys.")]
    private partial void LogUnknownKey(string key);

    [LoggerMessage(1001, LogLevel.Warning, "Other accounts may enter the data folder {Folder}, which holds keys; chmod 700 closes it.")]
    private partial void LogOpenDataFolder(string folder);
}

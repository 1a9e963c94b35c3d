using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Options;

namespace PeerCall.Server.Web;

/// <summary>Which sections and keys the program knows, so that a misspelt one does not go unnoticed.</summary>
internal sealed class ConfigurationSections
{
    /// <summary>Prefix of the environment variables that configure the program; <c>__</c> stands for the colon.</summary>
    public const string EnvironmentPrefix = "PEERCALL_";

    private readonly Dictionary<string, HashSet<string>> _keys = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Remembers keys of a section; several options may share one.</summary>
    public void Add(string section, Type options)
    {
        if (!_keys.TryGetValue(section, out var keys))
            _keys[section] = keys = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        keys.UnionWith(OptionsBinder.Keys(options).Select(static property => property.Name));
    }

    /// <summary>Full names of the configured keys that nothing reads.</summary>
    public IEnumerable<string> Unknown(IConfigurationRoot configuration)
    {
        foreach (var (section, keys) in _keys)
        {
            foreach (var child in configuration.GetSection(section).GetChildren())
            {
                if (!keys.Contains(child.Key))
                    yield return child.Path;
            }
        }
        // In a file other software may have sections of its own; a variable with our prefix is meant for us.
        foreach (var provider in configuration.Providers.OfType<EnvironmentVariablesConfigurationProvider>())
        {
            if (!provider.ToString().Contains(EnvironmentPrefix, StringComparison.Ordinal))
                continue;
            foreach (var name in provider.GetChildKeys([], parentPath: null).Distinct(StringComparer.OrdinalIgnoreCase))
            {
                if (!_keys.ContainsKey(name) && !IsForeign(name))
                    yield return name;
            }
        }
    }

    private static bool IsForeign(string name) =>
        name.ToUpperInvariant() is "DATA" or "LOGGING" or "KESTREL" or "ALLOWEDHOSTS" or "ENVIRONMENT";
}

/// <summary>Registration of options sections.</summary>
internal static class ConfigurationSectionsExtensions
{
    /// <summary>
    /// Reads and checks a section now, and registers it as <see cref="IOptions{TOptions}"/> and as itself. Values are fixed for the
    /// life of the program.
    /// </summary>
    /// <returns>The values, for use while the host is still being built.</returns>
    /// <exception cref="StartupFaultException">A value is not what its key expects.</exception>
    public static T AddOptionsSection<T>(this IHostApplicationBuilder builder)
        where T : class, IOptionsSection, new()
    {
        var options = OptionsBinder.Bind<T>(builder.Configuration);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(Options.Create(options));
        builder.Sections().Add(T.Section, typeof(T));
        return options;
    }

    /// <summary>The registry of this host.</summary>
    public static ConfigurationSections Sections(this IHostApplicationBuilder builder)
    {
        if (builder.Properties.TryGetValue(typeof(ConfigurationSections), out var known))
            return (ConfigurationSections)known;
        var sections = new ConfigurationSections();
        builder.Properties[typeof(ConfigurationSections)] = sections;
        builder.Services.AddSingleton(sections);
        return sections;
    }
}

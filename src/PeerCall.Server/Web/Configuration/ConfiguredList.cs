namespace PeerCall.Server.Web;

/// <summary>
/// Lists of texts: a JSON array, numbered keys or, handy in an environment variable, one text with commas. A list is taken whole from
/// the last source that has it. The framework lays arrays over each other item by item; a variable with one known proxy would then
/// leave the file's second one trusted.
/// </summary>
internal static class ConfiguredList
{
    /// <summary>Reads a list; empty if no source has it.</summary>
    public static IReadOnlyList<string> Read(IConfiguration configuration, IConfigurationSection key)
    {
        if (configuration is not IConfigurationRoot root)
            return Of(key.Value, key.GetChildren().Select(static child => child.Value));
        foreach (var provider in root.Providers.Reverse())
        {
            provider.TryGet(key.Path, out var text);
            var names = provider.GetChildKeys([], key.Path).Distinct(StringComparer.OrdinalIgnoreCase).Order(ConfigurationKeyComparer.Instance).ToArray();
            if (text is null && names.Length == 0)
                continue;
            return Of(text, names.Select(name => provider.TryGet(ConfigurationPath.Combine(key.Path, name), out var item) ? item : null));
        }
        return [];
    }

    private static string[] Of(string? text, IEnumerable<string?> items)
    {
        const StringSplitOptions Split = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        var list = items.Select(static item => item?.Trim() ?? "").Where(static item => item.Length > 0).ToArray();
        return list.Length > 0 ? list : text?.Split(',', Split) ?? [];
    }
}

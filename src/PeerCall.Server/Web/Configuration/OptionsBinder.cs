using System.Globalization;
using System.Reflection;

namespace PeerCall.Server.Web;

/// <summary>
/// Reads one section into its options. The framework's own binder reports a wrong value in words for programmers and takes the
/// time span "60" for sixty days; this one answers with a sentence for operators, and a time always has its unit.
/// </summary>
internal static class OptionsBinder
{
    /// <summary>Binds and checks.</summary>
    /// <exception cref="StartupFaultException">A value is not what its key expects.</exception>
    public static T Bind<T>(IConfiguration configuration)
        where T : IOptionsSection, new()
    {
        var section = configuration.GetSection(T.Section);
        var check = new OptionsCheck(section, typeof(T));
        var options = new T();
        foreach (var property in Keys(typeof(T)))
        {
            var key = section.GetSection(property.Name);
            if (!key.Exists())
                continue;
            if (property.PropertyType == typeof(IReadOnlyList<string>))
                property.SetValue(options, ConfiguredList.Read(configuration, key));
            else if (property.PropertyType == typeof(IReadOnlyDictionary<string, IReadOnlyList<string>>))
                property.SetValue(options, Lists(configuration, key));
            else if (TryConvert(key, property.PropertyType, out var value))
                property.SetValue(options, value);
            else
                throw check.Fault(property.Name);
        }
        options.Check(check);
        return options;
    }

    /// <summary>The properties that are keys.</summary>
    public static IEnumerable<PropertyInfo> Keys(Type options) =>
        options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static property => property.IsDefined(typeof(ExpectsAttribute), inherit: false));

    /// <summary>Reads a length of time: a number with <c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c> or <c>d</c>, or <c>[d.]hh:mm:ss</c>.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = default;
        text = text.Trim();
        if (text.Contains(':', StringComparison.Ordinal))
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration) && duration >= TimeSpan.Zero;
        var digits = text.AsSpan().TrimEnd("abcdefghijklmnopqrstuvwxyz ");
        double unit = text[digits.Length..].Trim() switch
        {
            "ms" => TimeSpan.TicksPerMillisecond,
            "s" => TimeSpan.TicksPerSecond,
            "m" => TimeSpan.TicksPerMinute,
            "h" => TimeSpan.TicksPerHour,
            "d" => TimeSpan.TicksPerDay,
            _ => 0,
        };
        if (unit == 0
            || !double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number * unit >= long.MaxValue)
        {
            return false;
        }
        duration = TimeSpan.FromTicks((long)(number * unit));
        return true;
    }

    /// <summary>Lists by name. Names are in lower case: environment variables are written in upper case.</summary>
    private static Dictionary<string, IReadOnlyList<string>> Lists(IConfiguration configuration, IConfigurationSection key) =>
        key.GetChildren().ToDictionary(static child => child.Key.ToLowerInvariant(), child => ConfiguredList.Read(configuration, child), StringComparer.Ordinal);

    private static bool TryConvert(IConfigurationSection key, Type type, out object? value)
    {
        value = null;
        var text = key.Value?.Trim();
        if (text is null)
            return false;
        if (type == typeof(string))
        {
            value = text.Length == 0 ? null : text;
            return true;
        }
        // An empty value switches off what can be off: a nullable one.
        var underlying = Nullable.GetUnderlyingType(type);
        if (text.Length == 0)
            return underlying is not null;
        return TryConvert(text, underlying ?? type, out value);
    }

    private static bool TryConvert(string text, Type type, out object? value)
    {
        value = null;
        if (type == typeof(int) && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            value = number;
        else if (type == typeof(bool) && bool.TryParse(text, out var flag))
            value = flag;
        else if (type == typeof(TimeSpan) && TryParseDuration(text, out var duration))
            value = duration;
        else if (type.IsEnum && char.IsLetter(text[0]) && Enum.TryParse(type, text, ignoreCase: true, out var member))
            value = member;
        return value is not null;
    }
}

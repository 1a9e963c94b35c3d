using System.Reflection;

namespace PeerCall.Server.Web;

/// <summary>Turns a broken rule of a section into the sentence that the operator reads.</summary>
internal sealed class OptionsCheck(IConfigurationSection section, Type options)
{
    /// <summary>Stops the start unless <paramref name="holds"/>; the sentence says what <paramref name="property"/> expects.</summary>
    /// <param name="holds">The rule.</param>
    /// <param name="property">Name of the property, which is the key's last part.</param>
    /// <param name="expects">Completes "it expects …"; the property's own <see cref="ExpectsAttribute"/> if null.</param>
    public void That(bool holds, string property, string? expects = null)
    {
        if (!holds)
            throw Fault(property, expects);
    }

    /// <summary>The fault of one key.</summary>
    public StartupFaultException Fault(string property, string? expects = null)
    {
        var attribute = options.GetProperty(property)!.GetCustomAttribute<ExpectsAttribute>()!;
        var key = section.GetSection(property);
        var value = key.Value ?? string.Join(", ", key.GetChildren().Select(static child => child.Value ?? child.Key));
        var state = value.Length == 0 ? "is empty" : attribute.Secret ? "is not usable" : $"is \"{OneLine(value)}\"";
        if (!key.Exists())
            state = "is not set";
        return new StartupFaultException($"{section.Path}:{property} {state}; it expects {expects ?? attribute.What}.");
    }

    /// <summary>A value from outside stays on one line and short, whatever it holds.</summary>
    public static string OneLine(string value)
    {
        var line = new string([.. value.Take(120).Select(static c => char.IsControl(c) ? ' ' : c)]);
        return value.Length > 120 ? line + "…" : line;
    }
}

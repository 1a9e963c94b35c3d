using System.Globalization;

namespace PeerCall.Benchmarks;

/// <summary>The words after the command: `--name value` or `--name`.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string?> _options = new(StringComparer.Ordinal);

    /// <summary>Reads the words.</summary>
    /// <param name="arguments">All but the command.</param>
    /// <param name="known">The option names, without dashes; one that ends in `=` takes a value.</param>
    /// <exception cref="FormatException">An unknown word or a missing value.</exception>
    public CommandLine(ReadOnlySpan<string> arguments, params ReadOnlySpan<string> known)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            var name = arguments[i].StartsWith("--", StringComparison.Ordinal) ? arguments[i][2..] : "";
            if (known.Contains(name))
                _options[name] = null;
            else if (known.Contains(name + "=") && i + 1 < arguments.Length)
                _options[name] = arguments[++i];
            else
                throw new FormatException($"{arguments[i]} is not understood.");
        }
    }

    /// <summary>Whether the option is there.</summary>
    public bool Has(string name) => _options.ContainsKey(name);

    /// <summary>Its text, if it is there.</summary>
    public string? Text(string name) => _options.GetValueOrDefault(name);

    /// <summary>Its number, or the default.</summary>
    /// <exception cref="FormatException">It is not a positive integer.</exception>
    public int Number(string name, int otherwise)
    {
        if (Text(name) is not { } text)
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new FormatException($"--{name} takes a positive integer, not {text}.");
    }
}

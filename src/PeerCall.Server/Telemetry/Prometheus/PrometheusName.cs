using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace PeerCall.Server.Telemetry.Prometheus;

/// <summary>
/// Names and texts of the exposition format 0.0.4. Instrument names become metric names by the rules of OpenTelemetry's Prometheus compatibility:
/// dots become underscores, the unit and, for counters, <c>total</c> are appended.
/// </summary>
internal static class PrometheusName
{
    /// <summary>Name of the metric of an instrument.</summary>
    public static string Metric(Instrument instrument, MetricKind kind)
    {
        var name = Clean(instrument.Name, allowColon: true);
        var unit = Unit(instrument.Unit);
        if (unit.Length > 0 && !name.EndsWith("_" + unit, StringComparison.Ordinal))
            name += "_" + unit;
        if (kind is MetricKind.Counter && !name.EndsWith("_total", StringComparison.Ordinal))
            name += "_total";
        return name;
    }

    /// <summary>Name of a label.</summary>
    public static string Label(string tag) => Clean(tag, allowColon: false);

    /// <summary>Value of a label.</summary>
    public static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        true => "true",
        false => "false",
        IFormattable formattable => formattable.ToString(format: null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>Appends a text with backslash, line feed and (in label values) the quote escaped.</summary>
    public static void AppendEscaped(StringBuilder output, string text, bool quotes)
    {
        foreach (var c in text)
        {
            switch (c)
            {
                case '\\':
                    output.Append(@"\\");
                    break;
                case '\n':
                    output.Append(@"\n");
                    break;
                case '"' when quotes:
                    output.Append("\\\"");
                    break;
                default:
                    output.Append(c);
                    break;
            }
        }
    }

    /// <summary>Appends a number as Go's <c>ParseFloat</c> reads it.</summary>
    public static void AppendNumber(StringBuilder output, double value)
    {
        if (double.IsNaN(value))
            output.Append("NaN");
        else if (double.IsInfinity(value))
            output.Append(value > 0 ? "+Inf" : "-Inf");
        else
            output.Append(CultureInfo.InvariantCulture, $"{value:R}");
    }

    private static string Clean(string name, bool allowColon)
    {
        var text = new StringBuilder(name.Length + 1);
        foreach (var c in name)
        {
            if (text.Length == 0 && char.IsAsciiDigit(c))
                text.Append('_');
            text.Append(char.IsAsciiLetterOrDigit(c) || c is '_' || (allowColon && c is ':') ? c : '_');
        }
        return text.Length == 0 ? "_" : text.ToString();
    }

    /// <summary>UCUM units in words; annotations in braces say what is counted and are left out.</summary>
    private static string Unit(string? unit) => unit switch
    {
        null or "" or "1" => "",
        ['{', ..] => "",
        "s" => "seconds",
        "ms" => "milliseconds",
        "By" => "bytes",
        "%" => "percent",
        _ => Clean(unit, allowColon: false),
    };
}

using System.Globalization;

namespace PeerCall.Cli.Output;

/// <summary>Figures in words for people.</summary>
internal static class Words
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    public static string Bytes(double bytes)
    {
        var unit = 0;
        while (bytes >= 1024 && unit < Units.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{bytes.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture)} {Units[unit]}");
    }

    public static string RoundTrip(double? milliseconds) => milliseconds is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0.0} ms") : "unknown";

    public static string Of(PathDescription path)
    {
        var way = $"{path.Kind} ({path.LocalType} - {path.RemoteType}, {path.Protocol})";
        var relay = path.OwnRelay is { Length: > 0 } own ? own : path.FarRelay;
        return string.IsNullOrEmpty(relay) ? way : $"{way} through {relay}";
    }
}

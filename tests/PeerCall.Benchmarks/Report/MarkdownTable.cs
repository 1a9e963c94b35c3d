using System.Globalization;
using System.Text;
using PeerCall.Benchmarks.Measurements;

namespace PeerCall.Benchmarks.Report;

/// <summary>A table as docs/performance.md holds it: medians, the spread, and the ratio to the first row where there are several.</summary>
internal static class MarkdownTable
{
    /// <summary>Writes the heading and the table.</summary>
    public static string Of(string title, IReadOnlyList<Column> columns, IReadOnlyList<Series> series)
    {
        var text = new StringBuilder();
        text.Append("### ").Append(title).Append("\n\n| |");
        var first = series.Count > 1 ? series[0] : null;
        foreach (var column in columns)
            text.Append(' ').Append(column.Heading).Append(!column.Compared ? " |" : first is null ? " | min to max |" : " | min to max | ratio |");
        text.Append("\n|---|");
        foreach (var column in columns)
            text.Append(!column.Compared ? "---:|" : first is null ? "---:|---:|" : "---:|---:|---:|");
        text.Append('\n');
        foreach (var row in series)
            AppendRow(text, row, first, columns);
        foreach (var row in series.Where(static s => s.Failures.Count > 0))
            text.Append(CultureInfo.InvariantCulture, $"\n{row.Name}: {row.Failures.Count} void run(s): {row.Failures[0].Split('\n')[0]}\n");
        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, Series row, Series? first, IReadOnlyList<Column> columns)
    {
        text.Append("| ").Append(row.Name).Append(" |");
        for (var i = 0; i < columns.Count; i++)
        {
            var figures = row.Column(i);
            text.Append(' ').Append(Shown(Median.Of(figures), columns[i].Format)).Append(" |");
            if (!columns[i].Compared)
                continue;
            text.Append(' ');
            if (figures.Count > 0)
                text.Append(Shown(figures.Min(), columns[i].Format)).Append(" to ").Append(Shown(figures.Max(), columns[i].Format));
            text.Append(" |");
            if (first is not null)
                text.Append(' ').Append(Shown(Median.Of(figures) / Median.Of(first.Column(i)), "N2")).Append(" |");
        }

        text.Append('\n');
    }

    private static string Shown(double figure, string format) =>
        double.IsFinite(figure) ? figure.ToString(format, CultureInfo.InvariantCulture) : "–";
}

using PeerCall.Server.Web;

namespace PeerCall.Server.Links;

/// <summary>Section <c>Links</c>: what is kept of links between peers (docs/link-records.md).</summary>
internal sealed class LinksOptions : IOptionsSection
{
    /// <inheritdoc/>
    public static string Section => "Links";

    /// <summary>Whether a line is written for every link that has ended. Default: true.</summary>
    [Expects("true or false")]
    public bool File { get; set; } = true;

    /// <summary>Days for which the files are kept, today's included. Default: 30.</summary>
    [Expects("a number of days from 1 to 3650")]
    public int KeepDays { get; set; } = 30;

    /// <summary>Links that have ended and are kept in memory. Default: 10,000.</summary>
    [Expects("a number from 0 to 1000000")]
    public int MaxRecords { get; set; } = 10_000;

    /// <inheritdoc/>
    public void Check(OptionsCheck check)
    {
        check.That(KeepDays is >= 1 and <= 3650, nameof(KeepDays));
        check.That(MaxRecords is >= 0 and <= 1_000_000, nameof(MaxRecords));
    }
}

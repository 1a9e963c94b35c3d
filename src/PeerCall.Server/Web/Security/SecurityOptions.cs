namespace PeerCall.Server.Web;

/// <summary>Section <c>Security</c>: what the page's headers allow beyond the defaults.</summary>
internal sealed class SecurityOptions : IOptionsSection
{
    /// <inheritdoc/>
    public static string Section => "Security";

    /// <summary>
    /// Origins whose pages may show PeerCall in a frame, such as <c>https://intranet.example</c>. Such a page must also delegate camera and
    /// microphone to the frame (<c>allow="camera; microphone"</c>). Default: none.
    /// </summary>
    [Expects("a list of origins such as https://intranet.example")]
    public IReadOnlyList<string> FrameAncestors { get; set; } = [];

    /// <inheritdoc/>
    public void Check(OptionsCheck check) => check.That(FrameAncestors.All(IsOrigin), nameof(FrameAncestors));

    /// <summary>Whether the text is an origin and nothing more, so that it cannot add a directive to the policy.</summary>
    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme is "http" or "https")
        && uri.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase)
        && HostText.IsPlain(uri.Host);
}

namespace PeerCall.Server.Web;

/// <summary>Where the page comes from.</summary>
internal enum PageSource
{
    /// <summary>Vite's dev server in Development where the client's source is at hand, else files.</summary>
    Auto,

    /// <summary>The files of a built client.</summary>
    Files,

    /// <summary>Vite's dev server.</summary>
    Vite,
}

/// <summary>Section <c>Client</c>: the web page.</summary>
internal sealed class PageOptions : IOptionsSection
{
    /// <inheritdoc/>
    public static string Section => "Client";

    /// <summary>Where the page comes from. Default: <see cref="PageSource.Auto"/>.</summary>
    [Expects("Auto, Files or Vite")]
    public PageSource Source { get; set; }

    /// <summary>Folder of the built client, with its <c>index.html</c>. Default: <c>wwwroot</c> beside the program, else what the build recorded.</summary>
    [Expects("a folder with an index.html")]
    public string? Folder { get; set; }

    /// <summary>Address of a Vite dev server that already runs. Default: none, the server starts one with <c>npm run dev</c>.</summary>
    [Expects("an address such as http://127.0.0.1:5173")]
    public string? DevServerUrl { get; set; }

    /// <inheritdoc/>
    public void Check(OptionsCheck check)
    {
        check.That(Enum.IsDefined(Source), nameof(Source));
        check.That(Folder is null || File.Exists(Path.Combine(Folder, "index.html")), nameof(Folder));
        check.That(DevServerUrl is null || (Uri.TryCreate(DevServerUrl, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https")), nameof(DevServerUrl));
    }
}

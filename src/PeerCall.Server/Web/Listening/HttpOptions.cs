namespace PeerCall.Server.Web;

/// <summary>Section <c>Http</c>: plain HTTP, for this machine itself or for a reverse proxy in front.</summary>
internal sealed class HttpOptions : IOptionsSection
{
    /// <inheritdoc/>
    public static string Section => "Http";

    /// <summary>
    /// Where to listen: <c>localhost</c>, <c>*</c> (every address) or an IP address. Default: <c>localhost</c>, since browsers give
    /// camera and microphone only to localhost or over HTTPS.
    /// </summary>
    [Expects("localhost, * or an IP address of this machine")]
    public string? Address { get; set; } = Endpoint.Localhost;

    /// <summary>TCP port; 0: any free one; empty: no plain HTTP. Default: 8080.</summary>
    [Expects("a port from 1 to 65535, 0 for any free one, or nothing to switch plain HTTP off")]
    public int? Port { get; set; } = 8080;

    /// <inheritdoc/>
    public void Check(OptionsCheck check)
    {
        check.That(Port is null or (>= 0 and <= 65535), nameof(Port));
        check.That(Endpoint.IsAddress(Address), nameof(Address));
    }
}

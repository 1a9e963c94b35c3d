namespace PeerCall.Rtc.Dtls.OpenSsl;

/// <summary>DTLS 1.2 by OpenSSL 3, which .NET loads on Linux anyway.</summary>
public sealed class OpenSslEngine : IDtlsEngine
{
    private OpenSslEngine()
    {
    }

    /// <summary>The only one: it has no state.</summary>
    public static OpenSslEngine Instance { get; } = new();

    /// <inheritdoc/>
    public IDtlsAssociation Create(DtlsOptions options, IDtlsOutput output)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        options.Validate();
        return new OpenSslAssociation(options, output);
    }
}

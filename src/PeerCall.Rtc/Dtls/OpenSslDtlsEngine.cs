using PeerCall.Rtc.Dtls.OpenSsl;

namespace PeerCall.Rtc.Dtls;

/// <summary>
/// DTLS 1.2 (RFC 6347) by OpenSSL 3, the library that .NET itself uses on Linux. It is loaded when it is first needed; there is one for the process.
/// </summary>
public sealed class OpenSslDtlsEngine : IDtlsEngine
{
    /// <summary>The least that <see cref="DtlsOptions.MaxDatagramSize"/> may be.</summary>
    public const int MinDatagramSize = 208;

    /// <summary>The most that <see cref="DtlsOptions.MaxDatagramSize"/> may be: one full record.</summary>
    public const int LargestDatagramSize = (1 << 14) + OpenSslAssociation.RecordOverhead;

    private readonly Func<DtlsContext> _context;

    /// <summary>Loads nothing yet.</summary>
    public OpenSslDtlsEngine()
        : this(static () => OpenSslLibrary.Context)
    {
    }

    internal OpenSslDtlsEngine(Func<DtlsContext> context) => _context = context;

    /// <summary>Loads the library ahead of the first association, so that this one does not wait for it.</summary>
    /// <exception cref="DtlsUnavailableException">OpenSSL is missing or too old; the message is one sentence that says what to do.</exception>
    public void Prepare() => _context();

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">No fingerprint, a time that is not positive, or a size out of range.</exception>
    public IDtlsAssociation Create(DtlsOptions options, IDtlsOutput output)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        if (options.RemoteFingerprints.Count == 0)
            throw new ArgumentException("The other end's fingerprints are needed.", nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxDatagramSize, MinDatagramSize, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxDatagramSize, LargestDatagramSize, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxRecordSize, LargestDatagramSize, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.InitialRetransmissionTimeout, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.HandshakeTimeout, TimeSpan.Zero, nameof(options));
        return new OpenSslAssociation(_context(), options, output);
    }
}

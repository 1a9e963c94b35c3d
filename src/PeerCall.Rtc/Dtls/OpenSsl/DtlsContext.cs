using System.Runtime.InteropServices;

namespace PeerCall.Rtc.Dtls.OpenSsl;

/// <summary>
/// The settings that all associations share (SSL_CTX); certificate, role and size are each association's own. It lives as long as the process.
/// </summary>
internal sealed unsafe class DtlsContext
{
    // RFC 8827 §6.5 requires the first; all have forward secrecy and authenticated encryption. The other end's certificate may be RSA.
    private static ReadOnlySpan<byte> CipherSuites =>
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305\0"u8;

    // Those of the key exchange, and those that an ECDSA certificate may be on.
    private static ReadOnlySpan<byte> Groups => "X25519:P-256:P-384:P-521\0"u8;

    private static ReadOnlySpan<byte> SrtpProfiles => "SRTP_AEAD_AES_128_GCM:SRTP_AEAD_AES_256_GCM:SRTP_AES128_CM_SHA1_80\0"u8;

    // 112 bits (RSA from 2048, no signature with SHA-1), whatever the machine's configuration file says.
    private const int SecurityLevel = 2;

    private readonly nint _context;
    private readonly DatagramBio _bio = new();

    internal DtlsContext()
    {
        Crypto.ClearErrors();
        _context = Ssl.ContextNew(Ssl.DtlsMethod());
        if (_context == 0 || !Configure())
        {
            var error = OpenSslErrors.Take();
            Ssl.ContextFree(_context);
            throw new DtlsUnavailableException($"OpenSSL on this machine lacks what DTLS for WebRTC needs ({error.Text}): install a complete OpenSSL 3.");
        }
    }

    /// <summary>Makes an SSL object.</summary>
    internal SslHandle Open(OpenSslAssociation association, DtlsOptions options)
    {
        Crypto.ClearErrors();
        var ssl = new SslHandle(Ssl.New(_context), association, _bio);
        try
        {
            options.Certificate.ApplyTo(ssl);
        }
        catch
        {
            ssl.Dispose();
            throw;
        }

        var raw = ssl.DangerousGetHandle();
        Ssl.Control(raw, Ssl.ControlSetMtu, new CLong(options.MaxDatagramSize), null);
        // Its buffer for writing is as large as the largest record; 512 is the least it takes.
        Ssl.Control(raw, Ssl.ControlMaxSendFragment, new CLong(Math.Max(Math.Max(options.MaxDatagramSize, options.MaxRecordSize), 512)), null);
        Ssl.SetTimer(raw, &RetransmissionTimer.OnTimer);
        if (options.IsClient)
            Ssl.SetConnectState(raw);
        else
            Ssl.SetAcceptState(raw);
        return ssl;
    }

    private bool Configure()
    {
        Ssl.ContextSetSecurityLevel(_context, SecurityLevel);
        Ssl.ContextSetOptions(_context, Ssl.NoQueryMtu | Ssl.NoTicket | Ssl.NoCompression | Ssl.NoRenegotiation);
        Ssl.ContextControl(_context, Ssl.ControlSessionCacheMode, new CLong(0), null);
        Ssl.ContextSetVerify(_context, Ssl.VerifyPeerOrFail, 0);
        Ssl.ContextSetCertificateVerify(_context, &PeerVerification.OnVerify, 0);
        // The versions stay below 1.3 also where a later OpenSSL knows it: the record filter and the close are those of 1.2.
        return Set(Ssl.ControlMinVersion, Ssl.Dtls12)
            && Set(Ssl.ControlMaxVersion, Ssl.Dtls12)
            && SetText();
    }

    private bool SetText()
    {
        fixed (byte* suites = CipherSuites, groups = Groups, profiles = SrtpProfiles)
        {
            return Ssl.ContextSetCipherList(_context, suites) == 1
                && Ssl.ContextControl(_context, Ssl.ControlGroupsList, new CLong(0), groups).Value == 1
                // This one returns 0 on success.
                && Ssl.ContextSetSrtp(_context, profiles) == 0;
        }
    }

    private bool Set(int command, int value) => Ssl.ContextControl(_context, command, new CLong(value), null).Value == 1;
}

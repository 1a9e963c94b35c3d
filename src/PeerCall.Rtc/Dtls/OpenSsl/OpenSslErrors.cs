using System.Runtime.InteropServices;

namespace PeerCall.Rtc.Dtls.OpenSsl;

/// <summary>OpenSSL's queue of errors, of the calling thread.</summary>
internal static unsafe class OpenSslErrors
{
    private const int MaxText = 256;

    /// <summary>Takes the oldest error: what began the failure. The reason is 0 and the text empty if there is none.</summary>
    public static (int Reason, string Text) Take()
    {
        var error = NativeMethods.ERR_get_error();
        if (error == 0)
            return (0, "");
        var text = stackalloc byte[MaxText];
        NativeMethods.ERR_error_string_n(error, text, MaxText);
        NativeMethods.ERR_clear_error();
        return ((int)(error & NativeMethods.ReasonMask), Marshal.PtrToStringUTF8((nint)text) ?? "");
    }

    /// <summary>For calls that only fail if the program is wrong or memory is out.</summary>
    public static void ThrowUnless(bool succeeded, string call)
    {
        if (!succeeded)
            throw new InvalidOperationException($"OpenSSL: {call} failed: {Take().Text}");
    }
}

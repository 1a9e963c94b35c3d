namespace PeerCall.Rtc.Dtls;

/// <summary>Makes DTLS associations (RFC 6347, RFC 8827 §6.5): the seam to the library underneath. Safe from any thread.</summary>
public interface IDtlsEngine
{
    /// <summary>Makes an association that waits for <see cref="IDtlsAssociation.Start"/>.</summary>
    /// <param name="options">Who it is and whom it expects.</param>
    /// <param name="output">Where datagrams, data and states go.</param>
    /// <exception cref="DtlsUnavailableException">The library underneath is missing or too old; its message is one sentence that says what to do.</exception>
    IDtlsAssociation Create(DtlsOptions options, IDtlsOutput output);
}

namespace PeerCall.Rtc.Sdp;

/// <summary>How a section for data channels is written.</summary>
internal enum DataSectionForm
{
    /// <summary>It is none.</summary>
    None,

    /// <summary><c>UDP/DTLS/SCTP webrtc-datachannel</c> and <c>a=sctp-port</c> (RFC 8841 §5); also over TCP, and with the protocol's older name.</summary>
    Current,

    /// <summary><c>DTLS/SCTP 5000</c> and <c>a=sctpmap:5000 webrtc-datachannel</c>: drafts before RFC 8841, which some peers still write.</summary>
    Legacy,
}

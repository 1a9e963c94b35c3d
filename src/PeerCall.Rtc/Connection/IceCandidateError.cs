namespace PeerCall.Rtc;

/// <summary>A server gave no candidate (W3C RTCPeerConnectionIceErrorEvent).</summary>
/// <param name="Url">The server's URL.</param>
/// <param name="ErrorCode">The STUN error code (RFC 8489 §14.8), such as 401; 701: it could not be reached.</param>
/// <param name="ErrorText">For people; the server's own words are not to be trusted as anything but text.</param>
public sealed record IceCandidateError(string Url, int ErrorCode, string ErrorText);

using PeerCall.Signaling;

namespace PeerCall.Peer.Client;

/// <summary>What a final close code means, in one sentence (docs/protocol.md, section 7).</summary>
internal static class CloseFault
{
    public static PeerCallException Of(int code) => code switch
    {
        CloseCodes.Removed => new(ErrorCodes.Removed, "The host has sent this participant out of the room."),
        CloseCodes.Replaced => new(PeerCallErrors.Replaced, "Another connection has taken this participant's place."),
        CloseCodes.PasswordChanged => new(ErrorCodes.WrongPassword, "The room's own members have come back, and its password was not given."),
        CloseCodes.UnsupportedVersion => new(PeerCallErrors.NotPeerCall, "The server speaks another version of the protocol: update the older of the two."),
        CloseCodes.Normal => new(PeerCallErrors.Left, "The server has ended the session."),
        _ => new(PeerCallErrors.SignalingRefused, $"The server has closed the session for good (code {code})."),
    };
}

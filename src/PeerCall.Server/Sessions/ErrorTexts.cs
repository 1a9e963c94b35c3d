using PeerCall.Signaling;

namespace PeerCall.Server.Sessions;

/// <summary>One sentence for every error code, for whoever reads a log or writes a client; the page has its own words.</summary>
internal static class ErrorTexts
{
    public static string Of(string code) => code switch
    {
        ErrorCodes.HelloExpected => "Send 'hello' first.",
        ErrorCodes.AlreadyWelcome => "'hello' comes once in a connection.",
        ErrorCodes.BadReport => "A report has to be of its form, and within its bounds.",
        ErrorCodes.NotJoined => "Join a room first.",
        ErrorCodes.AlreadyJoined => "Leave the room before joining another.",
        ErrorCodes.InvalidRoom => "A room's name has 3 to 64 of a-z, 0-9 and '-', and does not begin or end with '-'.",
        ErrorCodes.InvalidName => "The name needs at least one visible character.",
        ErrorCodes.RoomFull => "The room is full; try again when somebody has left.",
        ErrorCodes.ServerFull => "The server has no place for another room; try again later.",
        ErrorCodes.PasswordRequired => "The room has a password; give it.",
        ErrorCodes.WrongPassword => "The password is wrong; check it.",
        ErrorCodes.UnknownPeer => "The peer is not in this room.",
        ErrorCodes.Forbidden => "Only the room's host may do that; as kind 'server' only the server itself joins.",
        ErrorCodes.Removed => "The host has sent this peer out of the room.",
        ErrorCodes.RateLimited => "Too many attempts from this address; wait a minute.",
        ErrorCodes.Draining => "The server stops; connect again in a moment.",
        _ => "The server could not do that.",
    };
}

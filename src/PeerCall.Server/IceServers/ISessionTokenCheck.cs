namespace PeerCall.Server.IceServers;

/// <summary>Checks session tokens. Implemented by the sessions.</summary>
internal interface ISessionTokenCheck
{
    /// <summary>The peer id that a token belongs to; null if it is forged, expired or not a token.</summary>
    string? PeerOf(string token);
}

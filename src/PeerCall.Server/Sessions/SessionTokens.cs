using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using PeerCall.Server.IceServers;
using PeerCall.Server.Rooms;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Sessions;

/// <summary>
/// Makes and opens session tokens (docs/protocol.md, section 2.4): encrypted and authenticated by ASP.NET Core Data Protection, whose keys
/// outlast a restart. Whoever has a token can take over its session: it is a secret.
/// </summary>
internal sealed class SessionTokens(IDataProtectionProvider protection, TimeProvider time) : ISessionTokenCheck
{
    private readonly IDataProtector _protector = protection.CreateProtector("PeerCall.Session.v1");

    /// <summary>Protects <paramref name="identity"/> for <paramref name="lifetime"/>.</summary>
    public string Issue(SessionIdentity identity, TimeSpan lifetime)
    {
        var dated = identity with { ExpiresAt = time.GetUtcNow().Add(lifetime).ToUnixTimeMilliseconds() };
        return WebEncoders.Base64UrlEncode(_protector.Protect(JsonSerializer.SerializeToUtf8Bytes(dated, SessionJson.Default.SessionIdentity)));
    }

    /// <inheritdoc />
    public string? PeerOf(string token) => Open(token)?.Peer;

    /// <summary>Opens a token; null if it is forged, of other keys or expired.</summary>
    public SessionIdentity? Open(string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return null;
        }

        // Data Protection tells a forged token by an exception only. It happens once per connection at most.
        try
        {
            var identity = JsonSerializer.Deserialize(_protector.Unprotect(WebEncoders.Base64UrlDecode(token)), SessionJson.Default.SessionIdentity);
            return identity is not null && identity.ExpiresAt > time.GetUtcNow().ToUnixTimeMilliseconds() ? identity : null;
        }
        catch (Exception refused) when (refused is CryptographicException or FormatException or JsonException)
        {
            return null;
        }
    }
}

/// <summary>Who a session's client is.</summary>
/// <param name="Session">The session's id.</param>
/// <param name="Peer">The peer id in the room.</param>
/// <param name="Room">The room's name.</param>
/// <param name="Name">The cleaned name.</param>
/// <param name="Role">The role.</param>
/// <param name="Password">What the room's password is checked with, so that a room keeps it over a restart.</param>
internal sealed record SessionIdentity(string Session, string Peer, string Room, string Name, PeerRole Role, RoomPassword? Password)
{
    /// <summary>Milliseconds since 1970; set when the token is made.</summary>
    public long ExpiresAt { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SessionIdentity))]
[JsonSerializable(typeof(HandoverState))]
internal sealed partial class SessionJson : JsonSerializerContext;

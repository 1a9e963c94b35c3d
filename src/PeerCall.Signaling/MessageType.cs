using System.Text.Json;

namespace PeerCall.Signaling;

/// <summary>Looks at the beginning of a message only: <c>{"type":"…"</c>, which the protocol demands.</summary>
public static class MessageType
{
    /// <summary>
    /// Moves <paramref name="reader"/> onto the value of <c>type</c>. False if the message does not begin with it.
    /// </summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static bool TryAdvance(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.StartObject
        && reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("type"u8)
        && reader.Read() && reader.TokenType == JsonTokenType.String;
}

using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>What a Refresh asks for (RFC 8656 §8.1).</summary>
/// <param name="Lifetime">Seconds, 0 to end it; null if it does not say.</param>
/// <param name="Family">The family of a dual allocation that it is about; null for all there is.</param>
internal readonly record struct RefreshRequest(uint? Lifetime, byte? Family)
{
    /// <summary>Reads it.</summary>
    public static StunError? TryRead(in StunMessage message, out RefreshRequest request)
    {
        var lifetime = message.Get(StunAttributes.Lifetime, out var seconds);
        var family = message.Get(StunAttributes.RequestedAddressFamily, out var familyValue);
        request = new RefreshRequest(
            lifetime is AttributePresence.Present ? seconds : null, family is AttributePresence.Present ? familyValue : null);
        return lifetime is AttributePresence.Malformed || family is AttributePresence.Malformed ? StunErrors.BadRequest : null;
    }
}

using System.Runtime.InteropServices;
using System.Text;
using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>Answers checks (RFC 8445 §7.3).</summary>
/// <remarks>
/// What is not authentic gets no answer, where RFC 8489 §9.1.3 would send 400 or 401: a stranger learns nothing and reflects nothing, and
/// a peer that restarted sends again after signaling caught up, where a 401 would have failed her pair for good.
/// </remarks>
internal sealed class ConnectivityCheckServer(RoleConflict role, IIceOutput output)
{
    private const int MaxUnknown = 16;

    private static readonly StunAttributeSet Understood = StunAttributeSet.Of(
        StunAttributeType.Username, StunAttributeType.MessageIntegrity, StunAttributeType.MessageIntegritySha256, StunAttributeType.Priority, StunAttributeType.UseCandidate);

    /// <summary>Whether a request is from the other end of this generation.</summary>
    public static bool IsAuthentic(IceSession session, in StunMessage request) =>
        request.TryGetBytes(StunAttributeType.Username, out var username)
        && session.Credentials.Matches(username, out _)
        && request.VerifyIntegrity(session.Credentials.LocalKey);

    /// <summary>The fragment of the other end that an authentic request names.</summary>
    public static string RemoteFragment(IceSession session, in StunMessage request)
    {
        request.TryGetBytes(StunAttributeType.Username, out var username);
        session.Credentials.Matches(username, out var fragment);
        return Encoding.ASCII.GetString(fragment);
    }

    /// <summary>Answers an authentic request.</summary>
    /// <returns>What it said; null if it was refused.</returns>
    public ReceivedCheck? Answer(IceSession session, int baseId, in TransportAddress source, in StunMessage request)
    {
        Span<ushort> unknown = stackalloc ushort[MaxUnknown];
        unknown = unknown[..request.UnknownAttributes(Understood, unknown)];
        if (!unknown.IsEmpty)
            return Refuse(session, baseId, in source, request.TransactionId, StunErrors.UnknownAttribute, unknown);
        if (!request.TryGet(StunAttributes.Priority, out var priority) || priority == 0)
            return Refuse(session, baseId, in source, request.TransactionId, StunErrors.BadRequest, []);
        if (!role.Accepts(in request))
            return Refuse(session, baseId, in source, request.TransactionId, StunErrors.RoleConflict, []);

        Span<byte> buffer = stackalloc byte[BindingMessages.MaxLength];
        var length = BindingMessages.WriteSuccess(buffer, request.TransactionId, in source, session.Credentials.LocalKey);
        output.Send(baseId, in source, buffer[..length]);
        return new ReceivedCheck(priority, request.Has(StunAttributeType.UseCandidate));
    }

    private ReceivedCheck? Refuse(IceSession session, int baseId, in TransportAddress source, TransactionId id, StunError error, ReadOnlySpan<ushort> unknown)
    {
        Span<byte> buffer = stackalloc byte[BindingMessages.MaxLength];
        var length = BindingMessages.WriteError(buffer, id, error, unknown, session.Credentials.LocalKey);
        output.Send(baseId, in source, buffer[..length]);
        return null;
    }
}

/// <summary>What an authentic check said.</summary>
/// <param name="Priority">PRIORITY: that of the candidate it came from, should it be new.</param>
/// <param name="UseCandidate">Whether it nominates.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ReceivedCheck(uint Priority, bool UseCandidate);

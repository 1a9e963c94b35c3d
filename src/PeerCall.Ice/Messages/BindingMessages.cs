using System.Buffers.Binary;
using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>The messages of connectivity checks (RFC 8445 §7.1, §7.3): all with MESSAGE-INTEGRITY and FINGERPRINT.</summary>
internal static class BindingMessages
{
    /// <summary>Longer than any: USERNAME has at most 513 bytes.</summary>
    public const int MaxLength = 768;

    public static int WriteRequest(
        Span<byte> buffer, TransactionId id, ReadOnlySpan<byte> username, uint priority, RoleConflict role, bool useCandidate, ReadOnlySpan<byte> key)
    {
        var writer = new StunWriter(buffer, StunMethod.Binding, StunClass.Request, id);
        writer.AddBytes(StunAttributeType.Username, username);
        writer.Add(StunAttributes.Priority, priority);
        writer.Add(role.IsControlling ? StunAttributes.IceControlling : StunAttributes.IceControlled, role.TieBreaker);
        if (useCandidate)
            writer.AddFlag(StunAttributeType.UseCandidate);
        writer.AddIntegrity(key);
        writer.AddFingerprint();
        return writer.Length;
    }

    public static int WriteSuccess(Span<byte> buffer, TransactionId id, in TransportAddress source, ReadOnlySpan<byte> key)
    {
        var writer = new StunWriter(buffer, StunMethod.Binding, StunClass.SuccessResponse, id);
        writer.Add(StunAttributes.XorMappedAddress, source);
        writer.AddIntegrity(key);
        writer.AddFingerprint();
        return writer.Length;
    }

    public static int WriteError(Span<byte> buffer, TransactionId id, StunError error, ReadOnlySpan<ushort> unknown, ReadOnlySpan<byte> key)
    {
        Span<byte> types = stackalloc byte[unknown.Length * sizeof(ushort)];
        for (var i = 0; i < unknown.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(types[(sizeof(ushort) * i)..], unknown[i]);
        scoped var writer = new StunWriter(buffer, StunMethod.Binding, StunClass.ErrorResponse, id);
        writer.Add(StunAttributes.ErrorCode, error);
        if (!types.IsEmpty)
            writer.AddBytes(StunAttributeType.UnknownAttributes, types);
        writer.AddIntegrity(key);
        writer.AddFingerprint();
        return writer.Length;
    }
}

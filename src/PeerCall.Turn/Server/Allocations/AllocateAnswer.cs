using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>
/// What an Allocate was answered with beside the addresses: a request that is sent again, with the same transaction id, gets the same answer
/// (RFC 8656 §7.2).
/// </summary>
/// <param name="TransactionId">Of the request that made the allocation.</param>
/// <param name="Lifetime">Seconds.</param>
/// <param name="ReservationToken">The token of the next higher port, if that was asked for.</param>
/// <param name="AddressError">Why the family that was asked for beside the other could not be had (RFC 8656 §7.2).</param>
internal readonly record struct AllocateAnswer(TransactionId TransactionId, uint Lifetime, ulong? ReservationToken, AddressError? AddressError);

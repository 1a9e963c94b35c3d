using System.Buffers.Binary;
using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>
/// Writes and sends responses. A response has message integrity if its request proved who sent it, of the same kind, and a FINGERPRINT if its request
/// had one: what is not asked for only makes a reflected response larger. SOFTWARE is left out for the same reason.
/// </summary>
internal sealed class Replies(TurnServerShared shared)
{
    /// <summary>What a request can have understood wrongly at most; more types than that are cut off.</summary>
    public const int MaxUnknown = 8;

    /// <summary>401 with the short phrase of RFC 5389: phrases are free, and this one keeps the response at 100 bytes, 3.6 times the smallest Allocate.</summary>
    public static readonly StunError Unauthorized = new(401, "Unauthorized");

    /// <summary>A header and one attribute of four bytes: as short as requests are that mean something.</summary>
    private const int ShortestChallenged = 28;

    private readonly byte[] _buffer = new byte[1024];

    /// <summary>Begins a success response.</summary>
    public StunWriter Success(scoped in TurnRequest request) =>
        new(_buffer, request.Message.Method, StunClass.SuccessResponse, request.Message.TransactionId);

    /// <summary>Completes a response and sends it.</summary>
    public static void Send(scoped in TurnRequest request, ref StunWriter response)
    {
        if (!request.User.IsNobody)
        {
            if (request.User.UsesSha256)
                response.AddIntegritySha256(request.User.Key);
            else
                response.AddIntegrity(request.User.Key);
        }
        if (request.Message.HasFingerprint)
            response.AddFingerprint();
        request.Path.Send(request.Client, response.Written, []);
    }

    /// <summary>Sends an error response.</summary>
    public void Refuse(scoped in TurnRequest request, StunError error)
    {
        if (!MayTell(in request, error.Code))
            return;
        var response = Error(in request, error);
        Send(in request, ref response);
    }

    /// <summary>Sends 420 with the types that were not understood (RFC 8489 §6.3.1).</summary>
    public void RefuseUnknown(scoped in TurnRequest request, scoped ReadOnlySpan<ushort> types)
    {
        if (!MayTell(in request, StunErrors.UnknownAttribute.Code))
            return;
        var response = Error(in request, StunErrors.UnknownAttribute);
        Span<byte> list = stackalloc byte[MaxUnknown * sizeof(ushort)];
        for (var i = 0; i < types.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(list[(i * sizeof(ushort))..], types[i]);
        response.AddBytes(StunAttributeType.UnknownAttributes, list[..(types.Length * sizeof(ushort))]);
        Send(in request, ref response);
    }

    /// <summary>
    /// Sends an error with what a client needs to show credentials: 401 and 438 (RFC 8489 §9.2.4). It has no integrity, whoever asked. A datagram without any
    /// attribute is told 400 instead, which differs from §9.2.4: a 401 would be five times as long as the request, and who sends that is after the length.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="error">The error.</param>
    /// <param name="user">Whose credentials have expired, for the event; null if that is not proven.</param>
    public void Challenge(scoped in TurnRequest request, StunError error, string? user)
    {
        if (request.Client.Transport is ClientTransport.Udp && request.Message.Bytes.Length < ShortestChallenged)
        {
            Refuse(in request, StunErrors.BadRequest);
            return;
        }
        if (!MayTell(in request, error.Code, user))
            return;
        var response = Error(in request, error);
        response.AddBytes(StunAttributeType.Realm, shared.Authenticator.Realm);
        Span<byte> nonce = stackalloc byte[Nonces.Length];
        shared.Nonces.Write(request.Client, nonce);
        response.AddBytes(StunAttributeType.Nonce, nonce);
        response.AddBytes(StunAttributeType.PasswordAlgorithms, Authenticator.PasswordAlgorithms);
        Send(in request, ref response);
    }

    private StunWriter Error(scoped in TurnRequest request, StunError error)
    {
        var response = new StunWriter(_buffer, request.Message.Method, StunClass.ErrorResponse, request.Message.TransactionId);
        response.Add(StunAttributes.ErrorCode, error);
        return response;
    }

    /// <summary>Whether this may be told, and tells who listens. Somebody who has proven who she is may be told anything.</summary>
    private bool MayTell(scoped in TurnRequest request, int code, string? user = null)
    {
        var errors = request.Client.Transport is ClientTransport.Udp ? shared.UnauthenticatedErrors : shared.UnauthenticatedStreamErrors;
        if (request.User.IsNobody && !errors.TryTake(request.Client.Client))
        {
            shared.Events.Dropped(TurnDrop.RateLimited);
            return false;
        }
        shared.Events.RequestRefused(request.Message.Method, code, request.Client, user ?? request.User.UserText);
        return true;
    }
}

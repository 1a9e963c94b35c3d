using System.Text;
using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>What stands before every handler but that of Binding: credentials, then unknown attributes (RFC 8489 §6.3).</summary>
internal sealed class Admission(TurnServerShared shared, Replies replies)
{
    private readonly byte[] _keyBuffer = new byte[LongTermKey.MaxLength];

    /// <summary>Lets a request in, as that of somebody known, or refuses it.</summary>
    public bool TryAdmit(in TurnRequest request, out AuthenticatedUser user)
    {
        var verdict = shared.Authenticator.Authenticate(request.Message, request.Client, request.Allocation, _keyBuffer, out user);
        switch (verdict)
        {
            case AuthenticationVerdict.Accepted:
                return !RefuseUnknown(request.Of(user));
            case AuthenticationVerdict.BadRequest:
                replies.Refuse(in request, StunErrors.BadRequest);
                return false;
            case AuthenticationVerdict.StaleNonce:
                replies.Challenge(in request, StunErrors.StaleNonce, user: null);
                return false;
            case AuthenticationVerdict.Expired:
                replies.Challenge(in request, Replies.Unauthorized, Encoding.UTF8.GetString(user.User));
                return false;
            case AuthenticationVerdict.WrongCredentials:
                replies.Refuse(request.Of(user), StunErrors.WrongCredentials);
                return false;
            default:
                replies.Challenge(in request, Replies.Unauthorized, user: null);
                return false;
        }
    }

    /// <summary>Answers with 420 what must be understood and is not.</summary>
    public bool RefuseUnknown(scoped in TurnRequest request)
    {
        Span<ushort> unknown = stackalloc ushort[Replies.MaxUnknown];
        var count = request.Message.UnknownAttributes(UnderstoodAttributes.All, unknown);
        if (count > 0)
            replies.RefuseUnknown(in request, unknown[..count]);
        return count > 0;
    }
}

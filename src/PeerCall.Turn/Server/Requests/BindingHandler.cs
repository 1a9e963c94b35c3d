using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>
/// Binding (RFC 8489 §6.3.1): tells a client its address as the server sees it. Nobody needs credentials for that, and who shows some is not asked
/// whether they are right (RFC 8489 §12).
/// </summary>
internal sealed class BindingHandler(Admission admission, Replies replies)
{
    /// <summary>Answers.</summary>
    public void Handle(scoped in TurnRequest request)
    {
        if (admission.RefuseUnknown(in request))
            return;
        var response = replies.Success(in request);
        response.Add(StunAttributes.XorMappedAddress, request.Client.Client);
        Replies.Send(in request, ref response);
    }
}

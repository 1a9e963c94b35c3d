using PeerCall.Ice;
using PeerCall.Rtc.Negotiation;
using PeerCall.Rtc.Sdp;
using PeerCall.Rtc.Transport;

namespace PeerCall.Rtc.Connection;

/// <summary>What descriptions do to the transport, and the other way round (W3C webrtc §4.4.1.5, RFC 9429 §5). Used under the gate.</summary>
internal sealed class DescriptionExchange(OfferAnswer negotiation, IPeerTransport transport, RemoteCandidates candidates)
{
    private bool _hasUnsettledRestart;
    private string? _fragmentToReplace;

    /// <summary>Whether the application has made a data channel.</summary>
    public bool WantsData { get; private set; }

    /// <summary>Whether an offer is due (W3C webrtc §4.7.3, "check if negotiation is needed").</summary>
    public bool IsNegotiationNeeded => _fragmentToReplace is not null || (WantsData && !negotiation.HasDataSection);

    /// <summary>A data channel was made.</summary>
    public void OnDataChannelCreated()
    {
        WantsData = true;
        negotiation.ForgetRefusal();
    }

    /// <summary>The next offer is to restart ICE. Without a description there is nothing to restart.</summary>
    public void RestartIce() => _fragmentToReplace = negotiation.Local?.Data?.Ice?.UsernameFragment ?? _fragmentToReplace;

    /// <summary>Our side, as descriptions tell it.</summary>
    public LocalTransport LocalTransport => new(
        transport.LocalParameters, transport.LocalFingerprint, transport.LocalCandidates, transport.GatheringState is IceGatheringState.Complete);

    /// <summary>Makes an offer.</summary>
    public (string? Sdp, NegotiationFault? Fault) CreateOffer()
    {
        if (!SignalingTransitions.AllowsOffer(negotiation.State))
            return (null, NotNow("offer"));
        if (_fragmentToReplace == transport.LocalParameters.UsernameFragment && negotiation.CurrentRemote is { DataIndex: >= 0 })
            BeginRestart();
        return (negotiation.CreateOffer(LocalTransport, WantsData), null);
    }

    /// <summary>Makes an answer.</summary>
    public (string? Sdp, NegotiationFault? Fault) CreateAnswer()
    {
        if (!SignalingTransitions.AllowsAnswer(negotiation.State))
            return (null, NotNow("answer"));
        if (negotiation.IsRestartedByPeer && !_hasUnsettledRestart)
            BeginRestart();
        return (negotiation.CreateAnswer(LocalTransport), null);
    }

    /// <summary>Sets our description; null makes the one that is due (W3C webrtc §4.4.1.5).</summary>
    public NegotiationFault? SetLocal(SessionDescription? description)
    {
        var type = description?.Type ?? TypeThatIsDue();
        if (SignalingTransitions.After(negotiation.State, isLocal: true, type) is null)
            return negotiation.SetLocal(type, "");
        if (type is SdpType.Rollback)
            return RollBack(isLocal: true);
        var sdp = description?.Sdp ?? "";
        if (sdp.Length == 0)
            sdp = (type is SdpType.Offer ? CreateOffer().Sdp : CreateAnswer().Sdp)!;
        if (negotiation.SetLocal(type, sdp) is { } fault)
            return fault;
        if (negotiation.Local is { DataIndex: >= 0 })
            transport.Gather(type is SdpType.Offer ? IceRole.Controlling : IceRole.Controlled);
        if (type is not SdpType.Offer)
            StartTransport();
        if (type is SdpType.Answer)
            Settle();
        return null;
    }

    /// <summary>Sets the other end's description.</summary>
    public NegotiationFault? SetRemote(SessionDescription description)
    {
        var type = description.Type;
        if (type is SdpType.Rollback)
            return RollBack(isLocal: false);
        if (!SdpReader.TryRead(description.Sdp, out var content, out var unreadable))
            return new NegotiationFault(RtcErrorCode.Syntax, unreadable.Text, unreadable.Line == 0 ? null : unreadable.Line);
        if (type is SdpType.Offer && negotiation.State is SignalingState.Stable or SignalingState.HaveLocalOffer)
        {
            // Nothing changes if the offer cannot be taken, neither our own offer nor the restart that went into one.
            if (negotiation.CheckOffer(content) is { } refused)
                return refused;
            if (negotiation.ImpliesRollback(type))
                RollBack(isLocal: true);
            else
                UndoRestart();
        }
        if (negotiation.SetRemote(type, content, description.Sdp) is { } fault)
            return fault;
        candidates.OnRemoteDescription(negotiation.Remote!);
        if (type is not SdpType.Offer)
            StartTransport();
        if (type is SdpType.Answer)
            Settle();
        return null;
    }

    private SdpType TypeThatIsDue() => negotiation.State is SignalingState.HaveRemoteOffer or SignalingState.HaveLocalProvisionalAnswer
        ? SdpType.Answer
        : SdpType.Offer;

    private NegotiationFault? RollBack(bool isLocal)
    {
        var fault = isLocal ? negotiation.SetLocal(SdpType.Rollback, "") : negotiation.SetRemote(SdpType.Rollback, null, "");
        if (fault is null)
            UndoRestart();
        return fault;
    }

    private void StartTransport()
    {
        if (negotiation.RemoteTransport is not { } remote)
            return;
        transport.SetRemote(remote);
        candidates.OnTransportSet();
    }

    private void BeginRestart()
    {
        transport.RestartIce();
        _hasUnsettledRestart = true;
    }

    private void UndoRestart()
    {
        if (!_hasUnsettledRestart)
            return;
        _hasUnsettledRestart = false;
        // The generation before is gone: what there is now has to be negotiated, by another restart.
        if (!transport.RollBackRestart())
            _fragmentToReplace = transport.LocalParameters.UsernameFragment;
    }

    private void Settle()
    {
        _hasUnsettledRestart = false;
        if (negotiation.CurrentLocal?.Data?.Ice is not { } ice || ice.UsernameFragment != _fragmentToReplace)
            _fragmentToReplace = null;
    }

    private NegotiationFault NotNow(string what) =>
        new(RtcErrorCode.InvalidState, $"An {what} cannot be made in the state {negotiation.State}.");
}

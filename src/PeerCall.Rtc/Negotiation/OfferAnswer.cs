using System.Diagnostics;
using PeerCall.Rtc.Sdp;
using PeerCall.Rtc.Transport;

namespace PeerCall.Rtc.Negotiation;

/// <summary>
/// The offer/answer machine (RFC 9429, RFC 3264): descriptions go in and come out. It has no transport, clock or thread. Sections for
/// media are rejected; one section carries data channels.
/// </summary>
/// <param name="sessionId">Number of the session, below 2^63 (RFC 9429 §5.2.1).</param>
/// <param name="tlsId">Names our DTLS association (RFC 8842 §4).</param>
internal sealed class OfferAnswer(ulong sessionId, string tlsId)
{
    private readonly HashSet<string> _mids = new(StringComparer.Ordinal);
    private ulong _version;
    private NegotiatedDescription? _lastOffer;
    private NegotiatedDescription? _lastAnswer;
    private AssociationIdentity? _established;

    /// <summary>State.</summary>
    public SignalingState State { get; private set; }

    /// <summary>Our description that was agreed on last.</summary>
    public NegotiatedDescription? CurrentLocal { get; private set; }

    /// <summary>Our description that is being negotiated.</summary>
    public NegotiatedDescription? PendingLocal { get; private set; }

    /// <summary>The other end's description that was agreed on last.</summary>
    public NegotiatedDescription? CurrentRemote { get; private set; }

    /// <summary>The other end's description that is being negotiated.</summary>
    public NegotiatedDescription? PendingRemote { get; private set; }

    /// <summary>Our newest description.</summary>
    public NegotiatedDescription? Local => PendingLocal ?? CurrentLocal;

    /// <summary>The other end's newest description.</summary>
    public NegotiatedDescription? Remote => PendingRemote ?? CurrentRemote;

    /// <summary>Whether this end begins the DTLS handshake; null: not agreed on.</summary>
    public bool? IsDtlsClient { get; private set; }

    /// <summary>What the last answer, also a provisional one, says about the other end's transport; null: there is none to be used.</summary>
    public RemoteTransportParameters? RemoteTransport { get; private set; }

    /// <summary>Whether the offer that waits for an answer restarts ICE (RFC 8839 §4.4.1.1.1).</summary>
    public bool IsRestartedByPeer =>
        State is SignalingState.HaveRemoteOffer && PendingRemote?.Data?.Ice is { } ice && CurrentRemote?.Data?.Ice is { } before && ice != before;

    /// <summary>Whether a section for data channels was agreed on, or offered and refused: then there is no use in another offer.</summary>
    public bool HasDataSection => CurrentLocal is { DataIndex: >= 0 } || IsDataRefused;

    /// <summary>Whether the other end refused our section for data channels.</summary>
    public bool IsDataRefused { get; private set; }

    /// <summary>Makes an offer; the caller has made sure that the state allows it.</summary>
    /// <param name="transport">Ours.</param>
    /// <param name="wantsData">Whether data channels are wanted.</param>
    public string CreateOffer(LocalTransport transport, bool wantsData)
    {
        Debug.Assert(SignalingTransitions.AllowsOffer(State), "Not now.");
        var media = new List<MediaDescription>();
        var dataIndex = CurrentLocal?.DataIndex ?? -1;
        foreach (var known in CurrentLocal?.Content.Media ?? [])
            media.Add(known);
        if (dataIndex < 0 && wantsData)
        {
            // A section of the same kind that is out of use may be used again (RFC 9429 §5.2.2). Those of other kinds are left alone: some
            // peers do not expect another medium there.
            dataIndex = media.FindIndex(static section => section.Kind == MediaDescription.Application);
            if (dataIndex < 0)
                media.Add(null!);
            dataIndex = dataIndex < 0 ? media.Count - 1 : dataIndex;
            media[dataIndex] = LocalSections.NewData(LocalSections.UnusedMid(_mids));
        }
        for (var i = 0; i < media.Count; i++)
        {
            media[i] = i == dataIndex
                ? LocalSections.Data(media[i], transport, DtlsSetup.ActPass, tlsId)
                : LocalSections.Rejected(media[i]);
        }
        _lastOffer = Describe(SdpType.Offer, media, dataIndex);
        return _lastOffer.Text;
    }

    /// <summary>Makes an answer; the caller has made sure that the state allows it.</summary>
    public string CreateAnswer(LocalTransport transport)
    {
        Debug.Assert(SignalingTransitions.AllowsAnswer(State) && PendingRemote is not null, "Not now.");
        var offer = PendingRemote;
        var media = new List<MediaDescription>(offer.Content.Media.Count);
        for (var i = 0; i < offer.Content.Media.Count; i++)
        {
            if (i != offer.DataIndex)
            {
                media.Add(LocalSections.Rejected(offer.Content.Media[i]));
                continue;
            }
            var setup = DtlsRoles.Answer(offer.Data!.Setup, IsDtlsClient) ?? DtlsSetup.Active;
            // RFC 8842 §5.3: an answer has a tls-id if the offer has one.
            media.Add(LocalSections.Data(offer.Data, transport, setup, offer.Data.TlsId is null ? null : tlsId));
        }
        _lastAnswer = Describe(SdpType.Answer, media, offer.DataIndex);
        return _lastAnswer.Text;
    }

    /// <summary>The offer or answer that was made last and not set yet; null if there is none.</summary>
    public NegotiatedDescription? LastCreated(SdpType type) => type is SdpType.Offer ? _lastOffer : _lastAnswer;

    /// <summary>Sets a description that this machine made, or rolls one back.</summary>
    /// <returns>What is wrong; null if nothing is.</returns>
    public NegotiationFault? SetLocal(SdpType type, string sdp)
    {
        if (SignalingTransitions.After(State, isLocal: true, type) is not { } next)
            return NotNow(State, type);
        if (type is SdpType.Rollback)
        {
            RollBack();
            return null;
        }
        if (LastCreated(type) is not { } made || made.Text != sdp)
            return new NegotiationFault(RtcErrorCode.InvalidModification, "A local description has to be the one that was created last, as it is.");
        made = made with { Type = type };
        if (type is SdpType.Offer)
        {
            PendingLocal = made;
        }
        else
        {
            // What was agreed on counts from the first provisional answer on.
            Apply(made.Data?.Setup is DtlsSetup.Active, PendingRemote!);
            PendingLocal = made;
            if (type is SdpType.Answer)
                Conclude();
        }
        Enter(next);
        return null;
    }

    /// <summary>Sets the other end's description, or rolls one back.</summary>
    /// <returns>What is wrong; null if nothing is.</returns>
    public NegotiationFault? SetRemote(SdpType type, SdpDescription? content, string sdp)
    {
        if (SignalingTransitions.After(State, isLocal: false, type) is not { } next)
            return NotNow(State, type);
        if (type is SdpType.Rollback)
        {
            RollBack();
            return null;
        }
        var fault = type is SdpType.Offer ? TakeOffer(content!, sdp) : TakeAnswer(type, content!, sdp);
        if (fault is null)
            Enter(next);
        return fault;
    }

    /// <summary>Whether an offer of the other end has to wait for a rollback of ours, which it implies (W3C webrtc §4.4.1.5).</summary>
    public bool ImpliesRollback(SdpType type) => type is SdpType.Offer && State is SignalingState.HaveLocalOffer;

    /// <summary>Whether an offer could be taken if ours were rolled back.</summary>
    public NegotiationFault? CheckOffer(SdpDescription offer) =>
        RemoteSections.CheckOffer(offer, CurrentRemote, CurrentLocal) ?? CheckData(offer, out _);

    /// <summary>Another channel was made: what was refused may be offered once more.</summary>
    public void ForgetRefusal() => IsDataRefused = false;

    /// <summary>Ends it.</summary>
    public void Close()
    {
        State = SignalingState.Closed;
        _lastOffer = _lastAnswer = null;
    }

    private NegotiationFault? TakeOffer(SdpDescription offer, string sdp)
    {
        if (CheckOffer(offer) is { } fault)
            return fault;
        var index = RemoteSections.DataIndex(offer);
        PendingRemote = Remember(SdpType.Offer, offer, sdp, index);
        return null;
    }

    private NegotiationFault? CheckData(SdpDescription offer, out int index)
    {
        index = RemoteSections.DataIndex(offer);
        if (index < 0)
            return null;
        var data = RemoteSections.WithTransport(offer, index);
        if (data.Setup is DtlsSetup.HoldConnection)
            return new NegotiationFault(RtcErrorCode.InvalidAccess, "The offer says a=setup:holdconn, with which no connection can be made.");
        return RemoteSections.CheckTransport(data, _established);
    }

    private NegotiationFault? TakeAnswer(SdpType type, SdpDescription answer, string sdp)
    {
        if (RemoteSections.CheckAnswer(answer, PendingLocal!.Content) is { } fault)
            return fault;
        var index = PendingLocal.DataIndex;
        if (index >= 0 && answer.Media[index].IsRejected)
            index = -1;
        var isClient = false;
        if (index >= 0)
        {
            var data = RemoteSections.WithTransport(answer, index);
            if (RemoteSections.CheckTransport(data, _established) is { } unusable)
                return unusable;
            if (DtlsRoles.IsClientAfter(data.Setup) is not { } client)
                return new NegotiationFault(RtcErrorCode.InvalidAccess, "An answer has to say a=setup:active or a=setup:passive.");
            isClient = client;
        }
        PendingRemote = Remember(type, answer, sdp, index);
        Apply(isClient, PendingRemote);
        IsDataRefused = PendingLocal.DataIndex >= 0 && index < 0;
        if (type is SdpType.Answer)
            Conclude();
        return null;
    }

    private static NegotiatedDescription Remember(SdpType type, SdpDescription content, string sdp, int dataIndex)
    {
        if (dataIndex >= 0)
        {
            var media = content.Media.ToArray();
            media[dataIndex] = RemoteSections.WithTransport(content, dataIndex);
            content = content with { Media = media };
        }
        return new NegotiatedDescription(type, content, sdp) { DataIndex = dataIndex };
    }

    private void Apply(bool isClient, NegotiatedDescription remote)
    {
        if (remote.Data is not { } data)
        {
            RemoteTransport = null;
            return;
        }
        // The role stays as long as the association does, whatever a later answer says: some peers answer without looking back.
        IsDtlsClient ??= isClient;
        _established ??= new AssociationIdentity(data.Fingerprints, data.TlsId);
        RemoteTransport = new RemoteTransportParameters(
            data.Ice!, remote.Content.IsIceLite, data.Fingerprints, IsDtlsClient.Value, data.SctpPort, data.MaxMessageSize);
    }

    /// <summary>An answer is there: what was pending is what counts.</summary>
    private void Conclude()
    {
        CurrentLocal = PendingLocal;
        CurrentRemote = PendingRemote;
        if (CurrentRemote!.DataIndex < 0)
            CurrentLocal = CurrentLocal! with { DataIndex = -1 };
        else
            IsDataRefused = false;
        foreach (var media in CurrentLocal!.Content.Media)
        {
            if (media.Mid is { } mid)
                _mids.Add(mid);
        }
        PendingLocal = PendingRemote = null;
    }

    private void RollBack()
    {
        PendingLocal = PendingRemote = null;
        Enter(SignalingState.Stable);
    }

    private void Enter(SignalingState state)
    {
        State = state;
        // What was created before does not fit any more, unless an offer replaces itself.
        if (!SignalingTransitions.AllowsOffer(state))
            _lastOffer = null;
        if (!SignalingTransitions.AllowsAnswer(state))
            _lastAnswer = null;
        if (state is SignalingState.Stable)
            _lastOffer = null;
    }

    private NegotiatedDescription Describe(SdpType type, List<MediaDescription> media, int dataIndex)
    {
        var content = new SdpDescription
        {
            SessionId = sessionId,
            SessionVersion = ++_version,
            BundleGroups = Bundle(type, dataIndex >= 0 ? media[dataIndex].Mid : null),
            Media = media,
        };
        return new NegotiatedDescription(type, content, SdpWriter.Write(content)) { DataIndex = dataIndex };
    }

    /// <summary>
    /// An answer has a group only if the offer has one, and in it what the offer has there (RFC 8843 §7.3). Where all of it is rejected the group is empty, not
    /// left out: Chromium takes no answer without a group from an end that it has asked to bundle everything.
    /// </summary>
    private IReadOnlyList<IReadOnlyList<string>> Bundle(SdpType type, string? data)
    {
        if (type is SdpType.Offer)
            return data is null ? [] : [[data]];
        var offered = PendingRemote!.Content;
        if (data is not null && offered.BundleGroups.Any(group => group.Contains(data, StringComparer.Ordinal)))
            return [[data]];
        return data is null && offered.BundleGroups.Count > 0 ? [[]] : [];
    }

    private static NegotiationFault NotNow(SignalingState state, SdpType type) =>
        new(RtcErrorCode.InvalidState, $"A description of type {type} cannot be set in the state {state}.");
}

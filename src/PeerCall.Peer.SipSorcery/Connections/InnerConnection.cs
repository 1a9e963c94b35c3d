using System.Net;
using PeerCall.Peer.Engine;
using PeerCall.Peer.SipSorcery.Descriptions;
using PeerCall.Rtc;
using SIPSorcery.Net;

namespace PeerCall.Peer.SipSorcery.Connections;

/// <summary>What an <see cref="InnerConnection"/> tells, from threads of SIPSorcery.</summary>
internal interface IInnerEvents
{
    void OnStateChanged(InnerConnection inner);

    void OnCandidate(InnerConnection inner, RTCIceCandidate candidate);

    void OnGathered(InnerConnection inner);
}

/// <summary>
/// One RTCPeerConnection: descriptions, candidates and states. Making it binds a socket and makes a certificate, and making a description waits for addresses: neither belongs on
/// an application's thread.
/// </summary>
internal sealed class InnerConnection : IDisposable
{
    private readonly RTCPeerConnection _connection;
    private readonly IInnerEvents _events;
    private bool _wasConnected;

    public InnerConnection(RTCConfiguration configuration, IInnerEvents events, Action<IPeerChannel> onChannel, Func<int> maxMessageSize)
    {
        _events = events;
        _connection = new RTCPeerConnection(configuration);
        Channels = new InnerChannels(_connection, () => events.OnStateChanged(this), onChannel, maxMessageSize);
    }

    /// <summary>Its data channels.</summary>
    public InnerChannels Channels { get; }

    /// <summary>Every candidate of it has this one.</summary>
    public string UsernameFragment => _connection.GetRtpChannel().LocalIceUser;

    public bool IsGathered => _connection.iceGatheringState is RTCIceGatheringState.complete;

    public ConnectionState State => _connection.connectionState switch
    {
        RTCPeerConnectionState.connected => Channels.IsGone ? ConnectionState.Failed : ConnectionState.Connected,
        RTCPeerConnectionState.connecting => ConnectionState.Connecting,
        RTCPeerConnectionState.disconnected => ConnectionState.Disconnected,
        RTCPeerConnectionState.@new => _connection.iceConnectionState is RTCIceConnectionState.@new ? ConnectionState.New : ConnectionState.Connecting,
        // It closes itself when DTLS fails, and when the other end closes it.
        _ => ConnectionState.Failed,
    };

    /// <summary>There is no path. An end that was there and has closed is none either; DTLS that never came about is something else.</summary>
    public bool IsIceDown => _connection.iceConnectionState is RTCIceConnectionState.disconnected or RTCIceConnectionState.failed
        || (_wasConnected && State is ConnectionState.Failed);

    public SelectedPair? SelectedPair
    {
        get
        {
            if (_connection.connectionState is not RTCPeerConnectionState.connected || _connection.GetRtpChannel()?.NominatedEntry is not { } pair)
                return null;
            var (local, remote) = (pair.LocalCandidate, pair.RemoteCandidate);
            return new SelectedPair($"{local.foundation}-{local.port}-{remote.address}-{remote.port}", Describe(local, isLocal: true), Describe(remote, isLocal: false), RoundTrip: null);
        }
    }

    /// <summary>Begins to tell; candidates that were found before are told now.</summary>
    public void Start()
    {
        _connection.onconnectionstatechange += state =>
        {
            _wasConnected |= state is RTCPeerConnectionState.connected;
            if (state is RTCPeerConnectionState.closed)
                Channels.CloseAll();
            _events.OnStateChanged(this);
        };
        _connection.oniceconnectionstatechange += _ => _events.OnStateChanged(this);
        _connection.onicegatheringstatechange += state =>
        {
            if (state is RTCIceGatheringState.complete)
                _events.OnGathered(this);
        };
        _connection.onicecandidate += candidate => _events.OnCandidate(this, candidate);
    }

    /// <summary>An offer with a section for data. SIPSorcery is not told of it until it is answered: it could not take it back.</summary>
    public string CreateOffer() => DataSection.AddTo(DataSection.LeaveRoleOpen(_connection.createOffer().sdp), _connection);

    /// <summary>Takes the other end's offer, and answers it.</summary>
    /// <exception cref="RtcException">SIPSorcery does not take it.</exception>
    public async Task<string> AnswerAsync(RemoteDescription offer)
    {
        AddTrackForSingleMedia(offer);
        // SIPSorcery becomes the DTLS client with every offer that it takes; once settled, the role stays (RFC 8842 §5.5).
        var role = _connection.remoteDescription is null ? IceRolesEnum.active : _connection.IceRole;
        Take(RTCSdpType.offer, offer);
        _connection.IceRole = role;
        var answer = _connection.createAnswer();
        await _connection.setLocalDescription(answer);
        return answer.sdp;
    }

    /// <summary>Takes the answer to an offer of this end.</summary>
    /// <exception cref="RtcException">SIPSorcery does not take it.</exception>
    public async Task TakeAnswerAsync(string offer, RemoteDescription answer)
    {
        await _connection.setLocalDescription(new RTCSessionDescriptionInit { type = RTCSdpType.offer, sdp = offer });
        Take(RTCSdpType.answer, answer);
    }

    /// <summary>Takes a candidate of the other end; one that SIPSorcery cannot use costs nothing.</summary>
    public void AddCandidate(IceCandidate candidate)
    {
        // Only the first section's: all are bundled. TCP would be taken for UDP.
        if (candidate.Candidate.Length == 0 || candidate.SdpMLineIndex is > 0 || candidate.Candidate.Contains(" tcp ", StringComparison.OrdinalIgnoreCase))
            return;
        try
        {
            _connection.addIceCandidate(new RTCIceCandidateInit { candidate = candidate.Candidate, sdpMid = candidate.SdpMid, usernameFragment = candidate.UsernameFragment });
        }
        catch (Exception error) when (error is FormatException or OverflowException or IndexOutOfRangeException or ArgumentException)
        {
            // Its parser looks at fields without asking whether they are there.
        }
    }

    /// <summary>Closes it. The end of the association is said first: closing SIPSorcery's connection closes the socket before anything could be said.</summary>
    public void Dispose()
    {
        Channels.CloseAll();
        _connection.sctp?.Close();
        _connection.close();
    }

    private static PairCandidate Describe(RTCIceCandidate candidate, bool isLocal)
    {
        var server = isLocal && candidate.type is RTCIceCandidateType.relay or RTCIceCandidateType.srflx ? candidate.IceServer : null;
        return new PairCandidate(
            candidate.type.ToString(),
            candidate.protocol.ToString(),
            // The end of a socket that is bound to no address in particular is not known.
            IPAddress.TryParse(candidate.address, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)) ? null : candidate.address,
            isLocal && candidate.type is RTCIceCandidateType.relay ? server?.Protocol.ToString().ToLowerInvariant() : null,
            server?.Uri.ToString());
    }

    private void Take(RTCSdpType type, RemoteDescription description)
    {
        SetDescriptionResultEnum result;
        try
        {
            result = _connection.setRemoteDescription(new RTCSessionDescriptionInit { type = type, sdp = description.Sdp });
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Its parser throws what it happens to stumble over.
            throw new RtcException(RtcErrorCode.Syntax, "The SIPSorcery engine cannot read the description.");
        }
        if (result is not SetDescriptionResultEnum.OK)
            throw new RtcException(RtcErrorCode.InvalidAccess, $"The SIPSorcery engine does not take the description: {result}.");
    }

    /// <summary>SIPSorcery refuses a description whose one section is audio or video, unless it has a track of that kind itself: it gets one that sends and takes nothing.</summary>
    private void AddTrackForSingleMedia(RemoteDescription offer)
    {
        if (_connection.remoteDescription is not null || offer.Sdp.Split("\r\nm=").Length != 2)
            return;
        var kind = offer.Sdp.Contains("\r\nm=audio ", StringComparison.Ordinal) ? SDPMediaTypesEnum.audio
            : offer.Sdp.Contains("\r\nm=video ", StringComparison.Ordinal) ? SDPMediaTypesEnum.video : (SDPMediaTypesEnum?)null;
        if (kind is not { } media)
            return;
        try
        {
            var formats = SDP.ParseSDPDescription(offer.Sdp).Media.Single().MediaFormats.Values.ToList();
            _connection.addTrack(new MediaStreamTrack(media, isRemote: false, formats, MediaStreamStatusEnum.Inactive));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new RtcException(RtcErrorCode.Syntax, "The SIPSorcery engine cannot read the description.");
        }
    }
}

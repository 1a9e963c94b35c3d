using System.Diagnostics.CodeAnalysis;
using PeerCall.Ice;
using PeerCall.Rtc.Negotiation;
using PeerCall.Rtc.Sdp;
using PeerCall.Rtc.Transport;

namespace PeerCall.Rtc.Connection;

/// <summary>
/// Takes the other end's candidates to the transport (W3C webrtc §4.4.2 addIceCandidate, RFC 9429 §4.1.19). Those that come before any
/// description wait for it. Used under the gate.
/// </summary>
internal sealed class RemoteCandidates(OfferAnswer negotiation, IPeerTransport transport)
{
    private const int MaxWaiting = 100;

    private readonly List<IceCandidate?> _waiting = [];
    private string? _endedFragment;

    /// <summary>A candidate from signaling; null: there are no more.</summary>
    /// <returns>Why it was not taken; null if it was, or waits, or is of no use.</returns>
    public NegotiationFault? Add(IceCandidate? candidate)
    {
        if (negotiation.Remote is { } remote)
            return Take(candidate, remote);
        if (_waiting.Count == MaxWaiting)
            return Refuse("More than 100 candidates wait for a description.");
        _waiting.Add(candidate);
        return null;
    }

    /// <summary>A description of the other end was set: its own candidates, and those that waited.</summary>
    public void OnRemoteDescription(NegotiatedDescription remote)
    {
        if (remote.Data is { } data)
        {
            foreach (var candidate in data.Candidates)
                transport.AddRemoteCandidate(candidate with { UsernameFragment = data.Ice!.UsernameFragment });
        }
        // What does not fit is of an offer that was ignored, or of a peer before this one.
        foreach (var candidate in _waiting)
            Take(candidate, remote);
        _waiting.Clear();
        if (remote.Data is { IsEndOfCandidates: true })
            End(remote);
    }

    /// <summary>The transport has learnt the other end's parameters, which may be those of a generation that has ended already.</summary>
    public void OnTransportSet()
    {
        if (_endedFragment is not null && negotiation.RemoteTransport?.Ice.UsernameFragment == _endedFragment)
            transport.EndOfRemoteCandidates();
    }

    private NegotiationFault? Take(IceCandidate? candidate, NegotiatedDescription remote)
    {
        if (candidate is null)
        {
            if (remote.DataIndex >= 0)
                End(remote);
            return null;
        }
        if (!TryFind(candidate, remote.Content, out var index))
            return Refuse("The candidate names no media section of the other end's description.");
        var line = candidate.Candidate.AsSpan().Trim();
        CandidateAttribute? attribute = null;
        if (!line.IsEmpty && !CandidateAttribute.TryParse(line, out attribute))
        {
            // Names that are not .local, and transports that nobody uses, are well-formed: they are of no use, but no error either.
            return line.StartsWith("candidate:", StringComparison.Ordinal) || line.StartsWith("a=candidate:", StringComparison.Ordinal)
                ? null
                : Refuse("The candidate cannot be read.");
        }
        var fragment = candidate.UsernameFragment ?? attribute?.UsernameFragment;
        if (fragment is not null && !IsKnown(fragment))
            return Refuse("The candidate belongs to a generation that is in no description of the other end.");
        if (!IsOfDataTransport(index, fragment, remote))
            return null;
        fragment ??= remote.Data!.Ice!.UsernameFragment;
        if (attribute is not null)
            transport.AddRemoteCandidate(attribute with { UsernameFragment = fragment });
        else if (fragment == remote.Data!.Ice!.UsernameFragment)
            End(remote);
        return null;
    }

    /// <summary>The end belongs to the generation of the description. Before that one is in use it would end the one before.</summary>
    private void End(NegotiatedDescription remote)
    {
        _endedFragment = remote.Data!.Ice!.UsernameFragment;
        OnTransportSet();
    }

    private static bool TryFind(IceCandidate candidate, SdpDescription description, out int index)
    {
        index = candidate.SdpMid is { } mid ? description.IndexOf(mid) : candidate.SdpMLineIndex ?? -1;
        // A description without a=mid: its sections have no names, whatever a candidate calls them.
        if (index < 0 && candidate.SdpMLineIndex is { } number && number < description.Media.Count && number >= 0 && description.Media[number].Mid is null)
            index = number;
        return index >= 0 && index < description.Media.Count;
    }

    private bool IsKnown(string fragment) => Has(negotiation.PendingRemote, fragment) || Has(negotiation.CurrentRemote, fragment);

    private static bool Has([NotNullWhen(true)] NegotiatedDescription? description, string fragment)
    {
        foreach (var media in description?.Content.Media ?? [])
        {
            if (media.Ice?.UsernameFragment == fragment)
                return true;
        }
        return false;
    }

    /// <summary>Whether it is for the transport that carries data: candidates of a section whose transport is not used go nowhere.</summary>
    private static bool IsOfDataTransport(int index, string? fragment, NegotiatedDescription remote)
    {
        if (remote.Data is not { } data)
            return false;
        if (index == remote.DataIndex)
            return true;
        var section = remote.Content.Media[index];
        return fragment is not null ? fragment == data.Ice!.UsernameFragment : section.Ice is not null && section.Ice == data.Ice;
    }

    private static NegotiationFault Refuse(string text) => new(RtcErrorCode.Operation, text);
}

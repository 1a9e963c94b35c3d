namespace PeerCall.EndToEnd.Browsing;

/// <summary>What one <c>RTCPeerConnection</c> of a page has received so far (W3C webrtc-stats), and over what.</summary>
/// <param name="State"><c>connectionState</c>.</param>
/// <param name="FramesDecoded">Over all inbound video streams.</param>
/// <param name="VideoStreams">Inbound video streams of which a frame was decoded.</param>
/// <param name="AudioPackets">Over all inbound audio streams.</param>
/// <param name="AudioEnergy"><c>totalAudioEnergy</c>: rises with sound, not with silence.</param>
/// <param name="LocalType">Candidate type of this end of the selected pair; null before there is one.</param>
/// <param name="RemoteType">The same of the other end, as this end sees it.</param>
/// <param name="RelayProtocol">How this end talks to its relay: <c>udp</c>, <c>tcp</c>, <c>tls</c>; null without a relay.</param>
internal sealed record LinkReading(
    string State,
    long FramesDecoded,
    int VideoStreams,
    long AudioPackets,
    double AudioEnergy,
    string? LocalType,
    string? RemoteType,
    string? RelayProtocol);

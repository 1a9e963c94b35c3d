using PeerCall.Rtc.Sdp;

namespace PeerCall.Rtc.Negotiation;

/// <summary>A description that was set.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Content">Read.</param>
/// <param name="Text">As it was made, or came.</param>
internal sealed record NegotiatedDescription(SdpType Type, SdpDescription Content, string Text)
{
    /// <summary>The section for data channels that both ends may use; -1: there is none.</summary>
    public required int DataIndex { get; init; }

    /// <summary>That section.</summary>
    public MediaDescription? Data => DataIndex < 0 ? null : Content.Media[DataIndex];
}

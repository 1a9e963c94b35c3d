using PeerCall.Sctp;

namespace PeerCall.Rtc;

/// <summary>A data channel (W3C RTCDataChannel, RFC 8831). Safe from any thread.</summary>
public sealed class DataChannel
{
    private readonly SctpDataChannel _sctp;

    internal DataChannel(SctpDataChannel sctp) => _sctp = sctp;

    /// <summary>The label.</summary>
    public string Label => _sctp.Label;

    /// <summary>The stream; null until it is known.</summary>
    public int? Id => _sctp.Id;

    /// <summary>The subprotocol.</summary>
    public string Protocol => _sctp.Options.Protocol;

    /// <summary>Where the channel stands.</summary>
    public DataChannelState State => _sctp.State;

    internal long MessagesSent => _sctp.MessagesSent;

    internal long BytesSent => _sctp.BytesSent;

    internal long MessagesReceived => _sctp.MessagesReceived;

    internal long BytesReceived => _sctp.BytesReceived;
}

using PeerCall.Net;
using PeerCall.Sctp;

namespace PeerCall.Rtc.DataChannels;

/// <summary>What carries an <see cref="SctpTransport"/>, and hears from it.</summary>
internal interface ISctpCarrier
{
    /// <summary>Time of the loop.</summary>
    TimeSpan Now { get; }

    /// <summary>Takes the gate that covers everything.</summary>
    UdpLoop.Scope Enter();

    /// <summary>Sends a packet as one DTLS record; what cannot be sent is lost.</summary>
    void Transmit(ReadOnlySpan<byte> packet);

    /// <summary>Sends a packet as one DTLS record that must not be cut into fragments; false if that cannot be done.</summary>
    bool TransmitProbe(ReadOnlySpan<byte> packet);

    /// <summary>The deadline may have changed.</summary>
    void Settle();

    /// <summary>The other end opened a channel.</summary>
    void OnDataChannel(DataChannel channel);

    /// <summary>The association has ended.</summary>
    void OnAssociationClosed(in SctpCloseReason reason);
}

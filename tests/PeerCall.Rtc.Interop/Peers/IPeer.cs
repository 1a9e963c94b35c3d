using System.Threading.Channels;

namespace PeerCall.Rtc.Interop.Peers;

/// <summary>
/// One peer connection, whoever made it. Everything has a deadline; what is not there by then throws <see cref="TimeoutException"/> with what the
/// peer reported last. Channels are named by their label.
/// </summary>
internal interface IPeer : IAsyncDisposable
{
    /// <summary>Which implementation it is.</summary>
    string Name { get; }

    /// <summary>Whether it tells candidates after its description, and takes those that come so.</summary>
    bool Trickles { get; }

    /// <summary>Its states as it told them last; no SDP, no addresses.</summary>
    string LastReported { get; }

    /// <summary>Its candidates as they are found; null ends those of a generation.</summary>
    ChannelReader<IceCandidate?> Candidates { get; }

    Task CreateChannel(string label, ChannelSettings? settings = null);

    /// <summary>Makes an offer and sets it.</summary>
    /// <param name="restart">With new ICE parameters.</param>
    /// <param name="complete">Not before all candidates are in it.</param>
    Task<string> Offer(bool restart, bool complete);

    /// <summary>Sets an offer, and makes and sets the answer.</summary>
    Task<string> Answer(string offer, bool complete);

    /// <summary>Sets an answer.</summary>
    Task Accept(string answer);

    Task AddCandidate(IceCandidate? candidate);

    /// <summary>Waits until the channel is there and open.</summary>
    Task<ChannelReading> Opened(string label);

    /// <summary>Whether the channel is there and is, or was, open.</summary>
    Task<bool> WasOpen(string label);

    Task Send(string label, PeerMessage message);

    Task<PeerMessage> Receive(string label);

    /// <summary>What comes from now on is sent back, and what has come and was not received.</summary>
    Task Echo(string label);

    /// <summary>Sends random bytes; their hash.</summary>
    Task<string> SendBulk(string label, int bytes, int messageSize);

    /// <summary>Receives as many bytes; their hash.</summary>
    Task<string> ReceiveBulk(string label, int bytes);

    Task CloseChannel(string label);

    /// <summary>Waits until the channel is closed.</summary>
    Task Closed(string label);

    /// <summary>Waits for one of some connection states, in W3C's words; which one it is.</summary>
    Task<string> State(TimeSpan within, params string[] wanted);

    /// <summary>The pair in use; null if there is none.</summary>
    Task<PathReading?> Path();
}

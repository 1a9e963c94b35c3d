using System.Threading.Channels;

namespace PeerCall.Rtc.Connection;

/// <summary>What a connection tells, each in a queue of its own. The queues are bounded: who does not read loses the oldest, and costs nothing.</summary>
internal sealed class ConnectionStreams
{
    // More than any gathering finds; more channels than an association has streams.
    private const int MaxCandidates = 1024;
    private const int MaxChannels = 65536;
    private const int MaxStates = 64;

    public Channel<IceCandidate?> Candidates { get; } = Make<IceCandidate?>(MaxCandidates);

    public Channel<IceCandidateError> CandidateErrors { get; } = Make<IceCandidateError>(MaxStates);

    public Channel<DataChannel> DataChannels { get; } = Make<DataChannel>(MaxChannels);

    public Channel<ConnectionState> States { get; } = Make<ConnectionState>(MaxStates);

    /// <summary>One mark at most: what it says is true until the next negotiation.</summary>
    public Channel<bool> NegotiationNeeded { get; } = Make<bool>(1);

    public void Complete()
    {
        Candidates.Writer.TryComplete();
        CandidateErrors.Writer.TryComplete();
        DataChannels.Writer.TryComplete();
        States.Writer.TryComplete();
        NegotiationNeeded.Writer.TryComplete();
    }

    // Readers must not run on the loop that tells.
    private static Channel<T> Make<T>(int capacity) => Channel.CreateBounded<T>(new BoundedChannelOptions(capacity)
    {
        FullMode = BoundedChannelFullMode.DropOldest,
        AllowSynchronousContinuations = false,
    });
}

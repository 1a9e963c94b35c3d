namespace PeerCall.Benchmarks.Load;

/// <summary>
/// A closed loop of call set-ups: the even participant sends an offer and its candidates, the odd one answers the offer with an answer and
/// its candidates; when both have everything the next set-up of that pair begins. Every message is a write of its own, as in a browser.
/// </summary>
internal sealed class CallSetupTraffic : ITraffic
{
    /// <summary>Candidates from each side.</summary>
    public const int Candidates = 12;

    private const uint MessagesPerSide = 1 + Candidates;

    // 2.5 KB and 200 B: what Chromium writes for a call with sound and picture.
    private readonly SignalBody _description = SignalBody.Description(2500);
    private readonly SignalBody _candidate = SignalBody.Candidate(200);
    private bool _stopped;

    /// <summary>Takes the pairs over.</summary>
    /// <param name="pairs">Pairs that have exchanged nothing yet, or only whole set-ups.</param>
    public CallSetupTraffic(Pairs pairs)
    {
        pairs.Carry(this);
    }

    /// <summary>Set-ups that are complete on both sides.</summary>
    public long Count { get; private set; }

    /// <summary>Begins one set-up in every pair.</summary>
    public void Start(Pairs pairs)
    {
        for (var i = 0; i < pairs.Participants.Count; i += 2)
            SendSide(pairs.Participants[i]);
    }

    /// <summary>Lets what has begun end.</summary>
    public void Stop(Pairs pairs)
    {
        _stopped = true;
        pairs.Drain();
    }

    /// <inheritdoc/>
    public SignalBody BodyOf(uint number) => (number - 1) % MessagesPerSide == 0 ? _description : _candidate;

    /// <inheritdoc/>
    public void Arrived(Participant receiver, in Stamp stamp)
    {
        var offerer = receiver.Number % 2 == 0;
        if (!offerer && (stamp.Number - 1) % MessagesPerSide == 0)
            SendSide(receiver);
        if (stamp.Number % MessagesPerSide != 0 || receiver.Partner.ReceivedCount != stamp.Number)
            return;
        Count++;
        if (!_stopped)
            SendSide(offerer ? receiver : receiver.Partner);
    }

    private void SendSide(Participant sender)
    {
        sender.Signal(_description, 0, atOnce: true);
        for (var i = 0; i < Candidates; i++)
            sender.Signal(_candidate, 0, atOnce: true);
    }
}

namespace PeerCall.Ice;

/// <summary>
/// The pair that carries data, the consent that allows it, and the nomination that settles it. Across a restart it keeps the generation of
/// its pair until the new one has a pair (RFC 8445 §9), and a little longer for datagrams that are under way.
/// </summary>
internal sealed class PairInUse(
    IceAgentOptions options, ConnectivityCheckClient client, RoleConflict role, ConsentFreshness consent, Queue<IceEvent> events)
{
    private const int MissedUntilUnresponsive = 2;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly NominationPolicy _nomination = new(options, role);
    private IceSession? _kept;
    private IceSession? _lostIn;
    private IceSession? _strandedIn;
    private bool _hasRun;
    private TimeSpan _keptUntil = TimeSpan.MaxValue;
    private TimeSpan _lookAgainAt = TimeSpan.MaxValue;
    private TimeSpan? _unheardSince;

    /// <summary>The pair; null if nothing may be sent.</summary>
    public CandidatePair? Pair { get; private set; }

    /// <summary>Its generation.</summary>
    public IceSession? Session { get; private set; }

    /// <summary>It, as the driver sees it.</summary>
    public SelectedPath? Path { get; private set; }

    /// <summary>The generation before <paramref name="current"/>, as long as it is kept.</summary>
    public IceSession? Previous(IceSession current) => _kept == current ? null : _kept;

    /// <summary>A generation is replaced: it is kept if its pair is in use. One that never had a pair is not worth it.</summary>
    public void Keep(IceSession replaced)
    {
        _hasRun |= replaced.IsRunning;
        if (Pair is null)
            _kept = null;
        else if (Session == replaced)
            _kept = replaced;
        _keptUntil = TimeSpan.MaxValue;
    }

    public void Clear()
    {
        Drop();
        _kept = null;
        Path = null;
    }

    /// <summary>
    /// Data leaves over the pair. What is sent is acknowledged sooner or later (SCTP's retransmissions come after a second): where nothing comes back for so long, silence counts as a check without an answer,
    /// and the next one is due now instead of in seconds.
    /// </summary>
    /// <returns>Whether it is.</returns>
    public bool Sent(int bytes, TimeSpan now)
    {
        if (Pair is not { } pair)
            return false;
        pair.Counters.Sent(bytes, now);
        _unheardSince ??= now;
        return now - _unheardSince >= consent.ProbeInterval && consent.Silent(now);
    }

    /// <summary>Data came over a pair.</summary>
    public void Heard(CandidatePair pair)
    {
        if (pair == Pair)
            _unheardSince = null;
    }

    /// <summary>An answer came over the pair.</summary>
    public void Renew(TimeSpan now)
    {
        _unheardSince = null;
        consent.Renew(now);
        if (Pair is { IsNominated: true })
            Session?.List.Conclude();
    }

    /// <summary>The other end showed up at an address that is new, or wants another pair: is the one in use alive?</summary>
    public void Suspect(TimeSpan now) => consent.Suspect(now);

    /// <summary>A base is gone; tells whether the pair went with it.</summary>
    public bool RemoveBase(int baseId)
    {
        _kept?.RemoveBase(baseId);
        if (Pair?.Base.BaseId != baseId)
            return false;
        _strandedIn = Session;
        Drop();
        return true;
    }

    /// <summary>Does what is due about consent; tells whether something was.</summary>
    public bool AdvanceConsent(IceSession current, TimeSpan now)
    {
        if (_kept is not null && now >= _keptUntil)
            _kept = null;
        switch (consent.Advance(now))
        {
            case ConsentStep.SendCheck:
                if (consent.Missed >= MissedUntilUnresponsive && !Pair!.IsUnresponsive)
                    SeekOthers(Pair, current);
                client.SendConsent(Session!, Pair!, now);
                return true;
            case ConsentStep.Lost:
                Lose(current);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Nominates if it is time, and takes the pair that is best now.</summary>
    public void Choose(IceSession current, TimeSpan now)
    {
        if (current.List.IsConcluded && !HasNominated(current.List))
            current.List.Resume();
        _lookAgainAt = TimeSpan.MaxValue;
        if (role.IsControlling && current.IsRunning)
            Nominate(current, now);

        var best = PairSelection.Choose(current.List, role.Role, Pair, now - options.ConsentTimeout);
        if (best is not null && best != Pair)
            Use(best, current, now);
        Tell();
    }

    public IceConnectionState StateOf(IceSession current, TimeSpan now)
    {
        if (Pair is { } pair)
        {
            if (pair.IsUnresponsive)
                return IceConnectionState.Disconnected;
            return pair.IsNominated && Session == current && current.LocalEnded && current.RemoteEnded
                ? IceConnectionState.Completed
                : IceConnectionState.Connected;
        }
        if (!current.IsRunning)
            return _strandedIn is not null ? IceConnectionState.Disconnected : _hasRun ? IceConnectionState.Checking : IceConnectionState.New;
        if (_lostIn == current || (now >= current.PatientUntil && !HasOpen(current.List)))
            return IceConnectionState.Failed;
        return _strandedIn == current ? IceConnectionState.Disconnected : IceConnectionState.Checking;
    }

    public TimeSpan DeadlineOf()
    {
        var deadline = consent.Deadline < _lookAgainAt ? consent.Deadline : _lookAgainAt;
        return _kept is not null && _keptUntil < deadline ? _keptUntil : deadline;
    }

    private void Nominate(IceSession current, TimeSpan now)
    {
        foreach (var pair in current.List.Pairs)
        {
            if (!pair.IsToBeNominated)
                continue;
            if (pair.IsValid && !pair.IsUnresponsive)
                return;
            pair.IsToBeNominated = false;
            pair.Check = null;
        }
        CandidatePair? chosen;
        if (!HasNominated(current.List))
            chosen = _nomination.Choose(current, now, out _lookAgainAt);
        else if (Session == current && Pair is { IsUnresponsive: true } silent)
            chosen = _nomination.ChooseReplacement(current, silent);
        else
            chosen = Session == current && Pair is { IsNominated: true, IsRelayed: true } relayed ? _nomination.ChooseShorter(current, relayed) : null;
        if (chosen is null || chosen.IsNominated)
            return;
        chosen.IsToBeNominated = true;
        current.List.Trigger(chosen);
    }

    private void Use(CandidatePair pair, IceSession current, TimeSpan now)
    {
        if (Session == current && Pair is { IsUnresponsive: true } silent)
            silent.Fail();
        Pair = pair;
        Session = current;
        _lostIn = null;
        _strandedIn = null;
        _unheardSince = null;
        if (_kept is not null && _kept != current)
            _keptUntil = now + Grace;
        consent.Start(pair);
    }

    /// <summary>The pair went silent: whatever else may work is tried while its consent lasts.</summary>
    private void SeekOthers(CandidatePair silent, IceSession current)
    {
        silent.IsUnresponsive = true;
        if (Session != current)
            return;
        current.List.Resume();
        foreach (var pair in current.List.Pairs)
        {
            if (pair != silent && pair.IsValid)
                current.List.Trigger(pair);
        }
    }

    private void Lose(IceSession current)
    {
        var lost = Pair!;
        events.Enqueue(new ConsentLost(lost.ToPath()));
        lost.Forfeit();
        if (Session == current)
            _lostIn = current;
        else
            _kept = null;
        Drop();
    }

    private void Drop()
    {
        consent.Stop();
        Pair = null;
        Session = null;
    }

    private void Tell()
    {
        if (Pair is { } pair ? Path is not null && pair.IsDescribedBy(Path) : Path is null)
            return;
        Path = Pair?.ToPath();
        events.Enqueue(new SelectedPairChanged(Path));
    }

    private static bool HasNominated(CheckList list)
    {
        foreach (var pair in list.Pairs)
        {
            if (pair.IsNominated)
                return true;
        }
        return false;
    }

    private static bool HasOpen(CheckList list)
    {
        foreach (var pair in list.Pairs)
        {
            if (pair.IsOpen)
                return true;
        }
        return false;
    }
}

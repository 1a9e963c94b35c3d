using PeerCall.Signaling.Messages;

namespace PeerCall.Peer.Sessions;

/// <summary>A message that the server has not settled, and who waits for that.</summary>
internal sealed class Pending(Request intent, Action<Error?>? settled)
{
    /// <summary>The message; its number is given when it is sent.</summary>
    public Request Intent { get; } = intent;

    /// <summary>Null until it is its turn in the present session.</summary>
    public long? Id { get; set; }

    /// <summary>The server has processed it; whether it refused is known when the replay after a resume is complete.</summary>
    public bool IsProcessed { get; set; }

    /// <summary>It was applied (null) or refused.</summary>
    public void Settle(Error? error) => settled?.Invoke(error);
}

/// <summary>Keeps, in order, every message that the server has not settled.</summary>
internal sealed class Outbox
{
    private List<Pending> _pending = [];
    private long _nextId = 1;

    /// <summary>What is not settled.</summary>
    public IReadOnlyList<Pending> Entries => _pending;

    /// <summary>Numbers start at 1 in a new session; what is pending waits for <see cref="Renumber"/>.</summary>
    public void StartSession()
    {
        _nextId = 1;
        foreach (var entry in _pending)
            (entry.Id, entry.IsProcessed) = (null, false);
    }

    public long TakeId() => _nextId++;

    public void Add(Pending entry, bool isNumbered)
    {
        if (isNumbered)
            entry.Id = TakeId();
        _pending.Add(entry);
    }

    /// <summary>Everything up to <paramref name="id"/> is settled, what an error has named before excepted.</summary>
    public List<Pending> Acknowledge(long id) => Take(entry => entry.Id <= id);

    /// <summary>The entry with this number, taken out; null when it is none of ours, or settled already.</summary>
    public Pending? Refuse(long id) => Take(entry => entry.Id == id) is [var entry, ..] ? entry : null;

    public void Drop(Pending entry) => _pending.Remove(entry);

    /// <summary>It is not settled after all: it gets a new number before it is sent again, and keeps its place.</summary>
    public bool Postpone(long id)
    {
        if (_pending.Find(entry => entry.Id == id) is not { } found)
            return false;
        found.Id = null;
        return true;
    }

    /// <summary>After a resume: marks what the server has processed and returns the rest to send again, in order.</summary>
    public List<Pending> Resume(long lastId)
    {
        foreach (var entry in _pending)
            entry.IsProcessed = entry.Id <= lastId;
        var rest = _pending.FindAll(entry => !entry.IsProcessed);
        // Numbers only grow, and the order is kept: what stands behind a postponed entry was not processed either and is numbered anew with it.
        var postponed = rest.FindIndex(entry => entry.Id is null);
        if (postponed >= 0)
        {
            foreach (var entry in rest[postponed..])
                entry.Id = TakeId();
        }
        return rest;
    }

    /// <summary>The replay after a resume is complete: what was processed and not refused in it has succeeded.</summary>
    public List<Pending> TakeProcessed() => Take(entry => entry.IsProcessed);

    /// <summary>In a new session: drops what makes no sense any more, numbers and returns the rest.</summary>
    public List<Pending> Renumber(Func<Pending, bool> keep)
    {
        _pending = _pending.FindAll(entry => keep(entry));
        foreach (var entry in _pending)
            entry.Id = TakeId();
        return [.. _pending];
    }

    private List<Pending> Take(Predicate<Pending> which)
    {
        var taken = _pending.FindAll(which);
        if (taken.Count > 0)
            _pending.RemoveAll(which);
        return taken;
    }
}

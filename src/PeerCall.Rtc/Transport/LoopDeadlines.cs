namespace PeerCall.Rtc.Transport;

/// <summary>The deadlines of all members of a loop: a heap in which each member knows its place, so that moving one costs O(log n) and no memory.</summary>
internal sealed class LoopDeadlines
{
    private readonly List<LoopMember> _heap = [];

    /// <summary>The earliest; <see cref="TimeSpan.MaxValue"/> if there is none.</summary>
    public TimeSpan Earliest => _heap.Count > 0 ? _heap[0].Deadline : TimeSpan.MaxValue;

    /// <summary>Members with a deadline.</summary>
    public int Count => _heap.Count;

    /// <summary>Sets a member's deadline; <see cref="TimeSpan.MaxValue"/> takes it out.</summary>
    public void Set(LoopMember member, TimeSpan deadline)
    {
        var before = member.Deadline;
        member.Deadline = deadline;
        if (member.Place < 0)
        {
            if (deadline == TimeSpan.MaxValue)
                return;
            member.Place = _heap.Count;
            _heap.Add(member);
            Rise(member.Place);
        }
        else if (deadline == TimeSpan.MaxValue)
        {
            Remove(member);
        }
        else if (deadline < before)
        {
            Rise(member.Place);
        }
        else if (deadline > before)
        {
            Sink(member.Place);
        }
    }

    /// <summary>Takes the earliest out if it is due.</summary>
    public LoopMember? TakeDue(TimeSpan now)
    {
        if (_heap.Count == 0 || _heap[0].Deadline > now)
            return null;
        var due = _heap[0];
        due.Deadline = TimeSpan.MaxValue;
        Remove(due);
        return due;
    }

    private void Remove(LoopMember member)
    {
        var place = member.Place;
        var last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        member.Place = -1;
        if (last == member)
            return;
        Put(last, place);
        Rise(place);
        Sink(last.Place);
    }

    private void Rise(int place)
    {
        var member = _heap[place];
        while (place > 0)
        {
            var parent = (place - 1) / 2;
            if (_heap[parent].Deadline <= member.Deadline)
                break;
            Put(_heap[parent], place);
            place = parent;
        }
        Put(member, place);
    }

    private void Sink(int place)
    {
        var member = _heap[place];
        while (true)
        {
            var child = (2 * place) + 1;
            if (child >= _heap.Count)
                break;
            if (child + 1 < _heap.Count && _heap[child + 1].Deadline < _heap[child].Deadline)
                child++;
            if (_heap[child].Deadline >= member.Deadline)
                break;
            Put(_heap[child], place);
            place = child;
        }
        Put(member, place);
    }

    private void Put(LoopMember member, int place)
    {
        _heap[place] = member;
        member.Place = place;
    }
}

/// <summary>What has a deadline on a loop.</summary>
internal abstract class LoopMember
{
    /// <summary>When it is due.</summary>
    internal TimeSpan Deadline { get; set; } = TimeSpan.MaxValue;

    /// <summary>Its place in the heap; -1: none.</summary>
    internal int Place { get; set; } = -1;

    /// <summary>The deadline has come, and is none any more. On the loop, under the gate.</summary>
    internal abstract void Advance(TimeSpan now);
}

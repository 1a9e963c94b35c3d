namespace PeerCall.Turn.Server;

/// <summary>
/// Allocations in the order of their next deadline: a binary heap in which every allocation knows its place, so that a refreshed one is moved and
/// an ended one leaves at once, however many come and go.
/// </summary>
internal sealed class DeadlineQueue
{
    private readonly List<Allocation> _heap = [];

    /// <summary>The earliest deadline; <see cref="TimeSpan.MaxValue"/> if there is none.</summary>
    public TimeSpan Next { get; private set; } = TimeSpan.MaxValue;

    /// <summary>The allocation whose deadline is the earliest. There must be one.</summary>
    public Allocation First => _heap[0];

    /// <summary>Puts an allocation in, or at its new place after its deadlines have changed.</summary>
    public void Place(Allocation allocation)
    {
        if (allocation.QueuePlace < 0)
        {
            allocation.QueuePlace = _heap.Count;
            _heap.Add(allocation);
        }
        Settle(allocation);
    }

    /// <summary>Takes an allocation out.</summary>
    public void Remove(Allocation allocation)
    {
        var place = allocation.QueuePlace;
        if (place < 0)
            return;
        allocation.QueuePlace = -1;
        var last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        if (!ReferenceEquals(last, allocation))
        {
            Put(last, place);
            Settle(last);
        }
        Next = _heap.Count > 0 ? _heap[0].Deadlines.Next : TimeSpan.MaxValue;
    }

    private void Settle(Allocation allocation)
    {
        var due = allocation.Deadlines.Next;
        var place = allocation.QueuePlace;
        while (place > 0 && _heap[(place - 1) / 2] is var parent && due < parent.Deadlines.Next)
        {
            Put(parent, place);
            place = (place - 1) / 2;
        }
        while (EarlierChild(place) is var child and > 0 && _heap[child].Deadlines.Next < due)
        {
            Put(_heap[child], place);
            place = child;
        }
        Put(allocation, place);
        Next = _heap[0].Deadlines.Next;
    }

    /// <summary>0 without children.</summary>
    private int EarlierChild(int place)
    {
        var left = (2 * place) + 1;
        if (left >= _heap.Count)
            return 0;
        return left + 1 < _heap.Count && _heap[left + 1].Deadlines.Next < _heap[left].Deadlines.Next ? left + 1 : left;
    }

    private void Put(Allocation allocation, int place)
    {
        _heap[place] = allocation;
        allocation.QueuePlace = place;
    }
}

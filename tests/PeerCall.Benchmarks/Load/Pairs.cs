using System.Net;
using System.Net.Sockets;

namespace PeerCall.Benchmarks.Load;

/// <summary>Connected pairs on one loop.</summary>
internal sealed class Pairs : IDisposable
{
    // As many as a listener's default backlog surely holds.
    private const int Wave = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<Participant> _participants = [];

    /// <summary>The loop that everything runs on.</summary>
    public EventLoop Loop { get; } = new();

    /// <summary>All participants; <c>2n</c> and <c>2n+1</c> are a pair.</summary>
    public IReadOnlyList<Participant> Participants => _participants;

    /// <summary>Connects further pairs and waits until each can signal.</summary>
    /// <param name="pairs">How many.</param>
    /// <param name="create">Makes a participant of a number.</param>
    public void Connect(int pairs, Func<int, Participant> create)
    {
        for (var done = 0; done < pairs; done += Wave)
        {
            var first = _participants.Count;
            for (var i = 0; i < Math.Min(Wave, pairs - done); i++)
            {
                var (one, other) = Create(create);
                one.Connect(Loop);
                other.Connect(Loop);
            }

            Loop.TurnUntil(() => AllFrom(first, static p => p.IsReady), Patience, "every pair connected and ready");
        }
    }

    /// <summary>Connects pairs to each other without a server: what the generator and the kernel cost by themselves.</summary>
    public void ConnectDirectly(int pairs)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        for (var i = 0; i < pairs; i++)
        {
            var (one, other) = Create(static number => new RelayParticipant(number, null));
            var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            near.Connect(listener.LocalEndPoint!);
            one.Use(WebSocketConnection.Adopt(Loop, near));
            other.Use(WebSocketConnection.Adopt(Loop, listener.Accept()));
        }
    }

    /// <summary>Gives every participant its traffic.</summary>
    public void Carry(ITraffic traffic)
    {
        foreach (var participant in _participants)
            participant.Traffic = traffic;
    }

    /// <summary>Waits until all that was sent has arrived and all that asks for an answer has one.</summary>
    public void Drain() => Loop.TurnUntil(
        () => AllFrom(0, static p => p.InFlight == 0 && p.IsSettled), Patience, "everything sent has arrived and is acknowledged");

    /// <inheritdoc/>
    public void Dispose() => Loop.Dispose();

    private (Participant One, Participant Other) Create(Func<int, Participant> create)
    {
        var one = create(_participants.Count);
        _participants.Add(one);
        var other = create(_participants.Count);
        _participants.Add(other);
        Participant.Join(one, other);
        return (one, other);
    }

    private bool AllFrom(int first, Func<Participant, bool> condition)
    {
        for (var i = first; i < _participants.Count; i++)
        {
            if (!condition(_participants[i]))
                return false;
        }

        return true;
    }
}

using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using PeerCall.Peer.Client;
using PeerCall.Peer.Sessions;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Peer.Tests.Sessions;

/// <summary>A session in virtual time, and the server's end of its connections in the test's hands. Everything happens within the call that causes it.</summary>
internal sealed class ScriptedServer : ISessionEvents
{
    private readonly List<Exception> _faults = [];
    private readonly List<Socket> _sockets = [];
    private long _seq;

    public ScriptedServer(string? token = null)
    {
        var turns = new Turns(_faults.Add, static turns => turns.Drain());
        Turns = turns;
        Session = new SignalingSession(
            new SessionOptions
            {
                OpenSocket = events =>
                {
                    var socket = new Socket(events);
                    _sockets.Add(socket);
                    return socket;
                },
                Clock = Clock,
                Turns = turns,
                Random = () => RandomValue,
                Client = "test",
                Token = token,
                TokenChanged = Tokens.Add,
            },
            this);
    }

    public FakeTimeProvider Clock { get; } = new();

    public Turns Turns { get; }

    public SignalingSession Session { get; }

    public double RandomValue { get; set; } = 0.5;

    public List<string> Tokens { get; } = [];

    public List<string> States { get; } = [];

    public List<ServerMessage> Heard { get; } = [];

    public List<Error> Refusals { get; } = [];

    public SocketLoss? End { get; private set; }

    /// <summary>Whether the participant wants to be in a room.</summary>
    public bool IsWanted { get; set; } = true;

    public Func<Pending, bool> KeepRule { get; set; } = static _ => true;

    public int Connections => _sockets.Count;

    /// <summary>The machine has lost the address of the newest connection.</summary>
    public void Strand() => _sockets[^1].IsStranded = true;

    /// <summary>What the client has said on the newest connection and nobody has looked at yet.</summary>
    public List<ClientMessage> Said
    {
        get
        {
            _faults.ShouldBeEmpty();
            var said = _sockets[^1].Sent.ToList();
            _sockets[^1].Sent.Clear();
            return said;
        }
    }

    /// <summary>The code that the client has given the newest connection up with; null while it has not.</summary>
    public int? AbandonedWith => _sockets[^1].AbandonCode;

    public void Open() => Turns.Post(_sockets[^1].Events.Opened);

    public void Say(ServerMessage message) => SayRaw(JsonSerializer.SerializeToUtf8Bytes(message, ProtocolJson.Default.ServerMessage));

    public void SayRaw(ReadOnlyMemory<byte> frame) => Turns.Post(() => _sockets[^1].Events.Received(frame));

    public void Break(int code = SocketLoss.Abnormal) => Turns.Post(() => _sockets[^1].Events.Lost(new SocketLoss(code)));

    /// <summary>The newest connection does not come about.</summary>
    public void Refuse(string code) => Turns.Post(() => _sockets[^1].Events.Lost(new SocketLoss(SocketLoss.Abnormal, new PeerCallException(code, "No.", isRetryable: true))));

    /// <summary>Says something with the next place in the log.</summary>
    public void Log(ServerMessage message) => Say(message with { Seq = ++_seq });

    /// <summary>From the start to being in the room.</summary>
    public void Enter(string session = "s1")
    {
        Session.Start();
        Greet(session);
        Admit();
    }

    public void Greet(string session = "s1")
    {
        Open();
        _seq = 0;
        Say(new Welcome { Session = session, Heartbeat = new() { IntervalMs = 25_000, TimeoutMs = 5_000 }, ResumeWindowMs = 60_000, MaxMessageBytes = 65_536 });
    }

    public void Admit(string token = "token-1") => Log(new Joined
    {
        Peer = "me234567", Role = PeerRole.Participant, Room = "lab", Peers = [], IceServers = [], Token = token,
    });

    void ISessionEvents.StateChanged(SessionState state) => States.Add(state.ToString());

    void ISessionEvents.Received(ServerMessage message) => Heard.Add(message);

    Join? ISessionEvents.JoinRequest() => IsWanted ? new Join { Id = 0, Room = "lab", Name = "Test", Kind = PeerKind.Headless } : null;

    void ISessionEvents.JoinRefused(Error error) => Refusals.Add(error);

    bool ISessionEvents.Keep(Pending entry) => KeepRule(entry);

    void ISessionEvents.AttemptFailed(int attempts, in SocketLoss loss) => States.Add($"failed {attempts}");

    void ISessionEvents.Ended(in SocketLoss loss) => End = loss;

    private sealed class Socket(ISignalingSocketEvents events) : ISignalingSocket
    {
        public ISignalingSocketEvents Events => events;

        public bool IsStranded { get; set; }

        public List<ClientMessage> Sent { get; } = [];

        public int? AbandonCode { get; private set; }

        public void Send(ReadOnlyMemory<byte> frame) => Sent.Add(JsonSerializer.Deserialize(frame.Span, ProtocolJson.Default.ClientMessage)!);

        public void Abandon(int code) => AbandonCode = code;
    }
}

using System.Diagnostics.CodeAnalysis;
using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>
/// Asks STUN servers how they see the bases (RFC 8445 §5.1.1.2, RFC 8489 §6): a pure machine like <see cref="IceAgent"/>, one thread at a
/// time. Requests leave at the pacer's interval, are sent again as RFC 8489 §6.2.1 says, and are given up after a time that a person waits.
/// </summary>
/// <param name="output">Where datagrams go.</param>
/// <param name="random">Null takes the system's cryptographic source.</param>
/// <param name="pacer">Null makes one with 50 ms; RFC 8445 §14.2 wants gathering and checks to share one.</param>
/// <param name="timeout">When a server is given up; null is 10 s.</param>
public sealed class ServerReflexiveGatherer(IIceOutput output, IIceRandom? random = null, CheckPacer? pacer = null, TimeSpan? timeout = null)
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Rto = TimeSpan.FromMilliseconds(500);

    private readonly IIceRandom _random = random ?? CryptographicIceRandom.Instance;
    private readonly CheckPacer _pacer = pacer ?? new CheckPacer();
    private readonly List<Query> _queries = [];
    private readonly Queue<ServerReflexiveResult> _results = [];

    /// <summary>Whether answers are awaited.</summary>
    public bool IsActive => _queries.Count > 0;

    /// <summary>When <see cref="Advance"/> is to be called at the latest; <see cref="TimeSpan.MaxValue"/> if nothing is due ever.</summary>
    public TimeSpan NextDeadline
    {
        get
        {
            var deadline = TimeSpan.MaxValue;
            foreach (var query in _queries)
                deadline = query.Deadline < deadline ? query.Deadline : deadline;
            return deadline;
        }
    }

    /// <summary>Asks a server about a base. There will be one result.</summary>
    /// <param name="baseId">The base.</param>
    /// <param name="server">Address of the server, of the base's family.</param>
    /// <param name="url">Its URL, which comes back with the result.</param>
    /// <param name="now">Now.</param>
    public void Ask(int baseId, in TransportAddress server, string url, TimeSpan now)
    {
        _queries.Add(new Query(baseId, server.WithoutScope(), url, _random.NextTransactionId(), _pacer.Reserve(now), now + (timeout ?? DefaultTimeout)));
        Advance(now);
    }

    /// <summary>A STUN message came in.</summary>
    /// <returns>Whether it was an answer to a question of this gatherer; if not it is the agent's.</returns>
    public bool Receive(int baseId, in TransportAddress source, ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        if (_queries.Count == 0 || StunMessage.TryParse(datagram, out var message) is not StunFault.None || message.Method is not StunMethod.Binding
            || message.Class is not (StunClass.SuccessResponse or StunClass.ErrorResponse))
            return false;
        var id = message.TransactionId;
        var from = source.WithoutScope();
        var index = _queries.FindIndex(q => q.Id == id && q.BaseId == baseId && q.Server == from);
        if (index < 0)
            return false;
        var query = _queries[index];
        if (message.Class is StunClass.ErrorResponse)
        {
            message.TryGet(StunAttributes.ErrorCode, out var error);
            End(query, null, error.Code);
        }
        else if (message.TryGet(StunAttributes.XorMappedAddress, out var mapped) && CandidateAddresses.IsUsable(in mapped))
        {
            End(query, mapped, 0);
        }
        return true;
    }

    /// <summary>A base is gone: its questions end without a result.</summary>
    public void RemoveBase(int baseId) => _queries.RemoveAll(q => q.BaseId == baseId);

    /// <summary>Does what is due.</summary>
    public void Advance(TimeSpan now)
    {
        for (var i = _queries.Count - 1; i >= 0; i--)
        {
            var query = _queries[i];
            if (now >= query.GiveUpAt)
                End(query, null, 0);
            else if (query.Schedule is null)
                Begin(query, now);
            else
                Continue(query, query.Schedule.Advance(now));
        }
    }

    /// <summary>Takes the next result, if there is one.</summary>
    public bool TryTakeResult([NotNullWhen(true)] out ServerReflexiveResult? result) => _results.TryDequeue(out result);

    private void Begin(Query query, TimeSpan now)
    {
        if (now < query.StartAt)
            return;
        query.Schedule = new RetransmissionSchedule(now, Rto, reliable: false);
        Send(query);
    }

    private void Continue(Query query, RetransmissionStep step)
    {
        if (step is RetransmissionStep.SendAgain)
            Send(query);
        else if (step is RetransmissionStep.TimedOut)
            End(query, null, 0);
    }

    private void Send(Query query)
    {
        Span<byte> buffer = stackalloc byte[64];
        var writer = new StunWriter(buffer, StunMethod.Binding, StunClass.Request, query.Id);
        writer.AddFingerprint();
        output.Send(query.BaseId, query.Server, writer.Written);
    }

    private void End(Query query, TransportAddress? mapped, int errorCode)
    {
        _queries.Remove(query);
        _results.Enqueue(new ServerReflexiveResult(query.BaseId, query.Url, mapped, errorCode));
    }

    private sealed class Query(int baseId, TransportAddress server, string url, TransactionId id, TimeSpan startAt, TimeSpan giveUpAt)
    {
        public int BaseId { get; } = baseId;

        public TransportAddress Server { get; } = server;

        public string Url { get; } = url;

        public TransactionId Id { get; } = id;

        public TimeSpan StartAt { get; } = startAt;

        public TimeSpan GiveUpAt { get; } = giveUpAt;

        /// <summary>Null until the pacer lets the first request leave.</summary>
        public RetransmissionSchedule? Schedule { get; set; }

        public TimeSpan Deadline => (Schedule?.Deadline ?? StartAt) < GiveUpAt ? Schedule?.Deadline ?? StartAt : GiveUpAt;
    }
}

/// <summary>What a server said about a base.</summary>
/// <param name="BaseId">The base.</param>
/// <param name="Server">URL of the server.</param>
/// <param name="MappedAddress">What it sees; null if it did not say.</param>
/// <param name="ErrorCode">The server's error (RFC 8489 §14.8), for W3C's <c>icecandidateerror</c>; 0 if it did not answer at all: 701 there.</param>
public sealed record ServerReflexiveResult(int BaseId, string Server, TransportAddress? MappedAddress, int ErrorCode);

using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace PeerCall.Benchmarks.Load;

/// <summary>A participant that speaks signaling protocol 1: hello, join, signal, and confirmation of what it receives.</summary>
internal sealed class PeerCallParticipant(int number, IPEndPoint server) : Participant(number, server)
{
    /// <summary>Messages after which a client must confirm (protocol 1, section 2.1).</summary>
    private const int ConfirmMessages = 64;

    /// <summary>Bytes after which a client must confirm.</summary>
    private const int ConfirmBytes = 128 * 1024;

    private byte[] _partnerId = [];
    private bool _joined;
    private long _id;
    private long _settledId;
    private long _sequence;
    private int _unconfirmed;
    private int _unconfirmedBytes;

    /// <inheritdoc/>
    public override bool IsReady => _joined && _partnerId.Length > 0;

    /// <inheritdoc/>
    public override bool IsSettled => _settledId == _id;

    /// <inheritdoc/>
    protected override string Path => "/ws";

    /// <inheritdoc/>
    protected override string? Subprotocol => "peercall.v1";

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> PartnerId => _partnerId;

    /// <inheritdoc/>
    public override void Opened() => Connection.Send("""{"type":"hello","version":1,"client":"peercall-benchmarks"}"""u8);

    /// <inheritdoc/>
    public override void Received(ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("""{"type":"signal","seq":"""u8))
        {
            Sequenced(NumberAt(message, 23), message.Length);
            Arrived(message);
        }
        else if (message.StartsWith("""{"type":"ack","id":"""u8))
        {
            _settledId = NumberAt(message, 19);
        }
        else if (!TookReport(message))
        {
            Understand(message);
        }
    }

    /// <inheritdoc/>
    protected override long NextId() => ++_id;

    private static long NumberAt(ReadOnlySpan<byte> message, int at) =>
        Utf8Parser.TryParse(message[at..], out long number, out _)
            ? number
            : throw new LoadFailure($"A number was expected: {Encoding.UTF8.GetString(message[..Math.Min(100, message.Length)])}");

    private void Understand(ReadOnlySpan<byte> message)
    {
        using var document = JsonDocument.Parse(message.ToArray());
        var root = document.RootElement;
        if (root.TryGetProperty("seq", out var sequence))
        {
            Sequenced(sequence.GetInt64(), message.Length);
            Confirm();
        }
        switch (root.GetProperty("type").GetString())
        {
            case "welcome":
                Join();
                break;
            case "joined":
                _joined = true;
                foreach (var peer in root.GetProperty("peers").EnumerateArray())
                    _partnerId = Encoding.ASCII.GetBytes(peer.GetProperty("id").GetString()!);
                break;
            case "peer-joined":
                _partnerId = Encoding.ASCII.GetBytes(root.GetProperty("peer").GetProperty("id").GetString()!);
                break;
            case "error" or "draining" or "resume-failed" or "peer-left":
                throw new LoadFailure($"The server says: {root.GetRawText()}");
            case "signal":
                throw new LoadFailure("A signal does not begin with type and seq, which the generator relies on to be quick.");
        }
    }

    private void Join() => Connection.Send(Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"type":"join","id":{{{NextId()}}},"room":"benchmark-{{{Pair}}}","name":"Number {{{Number}}}"}""")));

    private void Sequenced(long sequence, int length)
    {
        if (sequence != _sequence + 1)
            throw new LoadFailure($"seq {sequence} came after {_sequence}.");
        _sequence = sequence;
        _unconfirmed++;
        _unconfirmedBytes += length;
        if (_unconfirmed < ConfirmMessages && _unconfirmedBytes < ConfirmBytes - 4096)
            return;
        Confirm();
    }

    private void Confirm()
    {
        _unconfirmed = 0;
        _unconfirmedBytes = 0;
        var target = Connection.Reserve(64);
        var head = """{"type":"ack","seq":"""u8;
        head.CopyTo(target);
        Utf8Formatter.TryFormat(_sequence, target[head.Length..], out var digits);
        target[head.Length + digits] = (byte)'}';
        Connection.Commit(head.Length + digits + 1);
    }
}

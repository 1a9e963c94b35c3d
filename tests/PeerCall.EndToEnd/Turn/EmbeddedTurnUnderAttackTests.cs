using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using PeerCall.EndToEnd.Browsing;
using PeerCall.EndToEnd.Hosting;
using Xunit.Abstractions;

namespace PeerCall.EndToEnd.Turn;

/// <summary>
/// The server as strangers on the internet treat it, and who means well meanwhile. Crowds and floods take the whole machine for a while, which the calls of other
/// tests feel: they are with the long runs, and nothing goes beside them.
/// </summary>
[Collection(Browsers.Name)]
public sealed class EmbeddedTurnUnderAttackTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Crowd = 10_000;
    private const int CrowdAddresses = 100;

    /// <summary>However little a connection does, it is gone by then.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private EmbeddedTurn _turn = null!;
    private int _homes;

    public async Task InitializeAsync() => _turn = await EmbeddedTurn.Start();

    public async Task DisposeAsync() => await _turn.DisposeAsync();

    [Fact]
    [Trait("Category", "Soak")]
    public async Task Ten_thousand_idle_connections_are_closed_within_30_seconds_and_keep_nobody_out()
    {
        var crowd = new List<TcpConnection>(Crowd);
        try
        {
            for (var i = 0; i < Crowd; i++)
                crowd.Add(new TcpConnection(_turn.Port, new IPAddress([127, 0, 10, (byte)(1 + (i % CrowdAddresses))])));
            using var limit = new CancellationTokenSource(Limit);
            var closed = Task.WhenAll(crowd.Select(connection => connection.Closed(limit.Token)));
            closed.IsCompleted.ShouldBeFalse("the crowd is there");

            var started = Stopwatch.GetTimestamp();
            using (var newcomer = await TurnStreamProbe.Connect(_turn.Port))
            {
                (await newcomer.Bind()).ShouldBe(0);
                (await newcomer.Allocate(_turn.Credential("ann"))).ShouldBe(0);
            }
            var served = Stopwatch.GetElapsedTime(started);
            served.ShouldBeLessThan(TimeSpan.FromSeconds(2));

            var ends = await closed;
            ends.ShouldAllBe(static end => end.Received == 0);
            Tell($"{Crowd} idle connections: the last was closed after {ends.Max(static end => end.After).TotalSeconds:0.0} s; a newcomer had her allocation after {served.TotalMilliseconds:0} ms.");
        }
        finally
        {
            crowd.ForEach(static connection => connection.Dispose());
        }
    }

    [Fact]
    [Trait("Category", "Soak")]
    public async Task Whoever_is_slow_or_stalls_is_closed_within_30_seconds()
    {
        var hello = await ClientHello();
        var binding = new TurnMessage(TurnMessage.Binding).Bytes();
        // A request of 100 bytes, as its length says, that takes 120 s to arrive.
        byte[] endless = [.. binding.AsSpan(0, 2), 0, 100, .. binding.AsSpan(4), .. new byte[100]];
        using var limit = new CancellationTokenSource(Limit);

        var ends = await Task.WhenAll(
            Trickle("one byte of STUN a second", _turn.Port, Bytes(endless), limit.Token),
            Trickle("one byte of STUN a second at the port of the page", _turn.HttpPort, Bytes(endless), limit.Token),
            Trickle("one byte of a TLS handshake a second", _turn.Port, Bytes(hello), limit.Token),
            Trickle("half a ClientHello", _turn.Port, [hello[..(hello.Length / 2)]], limit.Token),
            Trickle("a ClientHello and no more", _turn.Port, [hello], limit.Token),
            Trickle("half a ClientHello at the port of the page", _turn.HttpsPort, [hello[..(hello.Length / 2)]], limit.Token),
            Trickle("a ClientHello and no more at the port of the page", _turn.HttpsPort, [hello], limit.Token),
            Trickle("a Binding a second for ever, and no allocation", _turn.Port, Enumerable.Repeat(binding, 60), limit.Token));

        foreach (var (what, after) in ends)
            Tell($"{what}: closed after {after.TotalSeconds:0.0} s.");
        ends.Where(static end => end.After > Limit).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("CONNECT 10.0.0.1:80 HTTP/1.1\r\n\r\n")]
    public async Task Http_at_the_port_of_turn_is_closed_without_a_word(string request)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var connection = new TcpConnection(_turn.Port);
        await connection.Send(System.Text.Encoding.ASCII.GetBytes(request));

        var (after, received) = await connection.Closed(limit.Token);

        received.ShouldBe(0);
        after.ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    [Fact]
    [Trait("Category", "Soak")]
    public async Task Twenty_thousand_strangers_leave_memory_flat_and_a_valid_allocate_quick()
    {
        // What the first strangers and the first user have both programs load and compile is neither growth nor delay.
        await Task.Run(() => AllocateFlood.Run(_turn.Port, 30, 20));
        for (var i = 0; i < 9; i++)
            await MillisecondsToAllocate($"before{i}");
        var before = MemoryBytes();

        // On a thread of its own: one of the pool's would keep the answers from whoever waits for them here.
        var flood = Task.Factory.StartNew(
            () => AllocateFlood.Run(_turn.Port, 60, 20), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var during = new List<double>();
        // A call here and there, not all relay ports at once.
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!flood.IsCompleted && await pace.WaitForNextTickAsync())
            during.Add(await MillisecondsToAllocate($"during{during.Count}"));
        var answers = await flood;
        var growth = MemoryBytes() - before;
        var after = new List<double>();
        while (after.Count < 9)
            after.Add(await MillisecondsToAllocate($"after{after.Count}"));

        Tell($"20000 strangers: {answers.Sum(static address => address.Answers)} answers, memory {growth / 1024.0 / 1024:+0.0;-0.0} MiB, Allocate {Median(during):0.0} ms (worst of {during.Count}: {during.Max():0.0}) meanwhile, {Median(after):0.0} ms after.");
        answers.Sum(static address => address.Sent).ShouldBe(20_000);
        foreach (var address in answers)
        {
            address.Answers.ShouldBeGreaterThan(0);
            // Two hundred at once and a hundred a second, however many ports an address has.
            address.Answers.ShouldBeLessThanOrEqualTo(201 + (int)(100 * address.Took.TotalSeconds));
        }
        growth.ShouldBeLessThan(8 * 1024 * 1024);
        during.Count.ShouldBeGreaterThan(5);
        Median(during).ShouldBeLessThan(50, "ms while strangers ask");
        Median(after).ShouldBeLessThan(50, "ms after they asked");
    }

    [Fact]
    public async Task What_a_stranger_is_answered_is_little_more_than_she_has_sent()
    {
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Parse("127.0.70.1"), 0));
        socket.Connect(IPAddress.Loopback, _turn.Port);
        (byte[] Request, double Factor)[] requests =
        [
            (new TurnMessage(TurnMessage.Binding).Bytes(), 1.6),
            (new TurnMessage(TurnMessage.Allocate).RequestingUdp().Bytes(), 3.6),
            (new TurnMessage(TurnMessage.Allocate).Requesting(AddressFamily.InterNetwork).Bytes(), 3.6),
            (new TurnMessage(TurnMessage.CreatePermission).ForPeer(IPAddress.Loopback).Bytes(), 3.6),
            (new TurnMessage(TurnMessage.Allocate).Bytes(), 3.6),
            (new TurnMessage(TurnMessage.Refresh).Bytes(), 3.6),
            (new TurnMessage(TurnMessage.CreatePermission).Bytes(), 3.6),
            (new TurnMessage(TurnMessage.ChannelBind).Bytes(), 3.6),
        ];
        foreach (var (request, factor) in requests)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await socket.SendAsync(request, limit.Token);
            var answer = (await socket.ReceiveAsync(limit.Token)).Buffer;
            ((double)answer.Length / request.Length).ShouldBeLessThanOrEqualTo(factor, Convert.ToHexString(request));
        }
    }

    private static IEnumerable<byte[]> Bytes(byte[] message) => message.Select(static one => new[] { one });

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Sends a piece a second until the server closes.</summary>
    private static async Task<(string What, TimeSpan After)> Trickle(string what, int port, IEnumerable<byte[]> pieces, CancellationToken limit)
    {
        using var connection = new TcpConnection(port);
        var closed = connection.Closed(limit);
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        foreach (var piece in pieces)
        {
            await connection.Send(piece);
            await Task.WhenAny(closed, second.WaitForNextTickAsync(CancellationToken.None).AsTask());
            if (closed.IsCompleted)
                break;
        }
        try
        {
            return (what, (await closed).After);
        }
        catch (OperationCanceledException)
        {
            return (what, TimeSpan.MaxValue);
        }
    }

    /// <summary>The first flight of a TLS client.</summary>
    private static async Task<byte[]> ClientHello()
    {
        using var flight = new MemoryStream();
        await using var tls = new SslStream(flight, leaveInnerStreamOpen: true);
        await Should.ThrowAsync<IOException>(() => tls.AuthenticateAsClientAsync("localhost"));
        return flight.ToArray();
    }

    private void Tell(FormattableString figures) => output.WriteLine(FormattableString.Invariant(figures));

    private async Task<double> MillisecondsToAllocate(string user)
    {
        // Every user at home: the first, unsigned request of all of them together would be more than one address is answered.
        var home = new IPAddress([127, 0, 80, (byte)(1 + (_homes++ % 250))]);
        using var probe = new TurnProbe(IPAddress.Loopback, _turn.Port, _turn.Credential(user), home);
        var started = Stopwatch.GetTimestamp();
        (await probe.Allocate(AddressFamily.InterNetwork)).ShouldBe(0);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    /// <summary>The server's proportional set size.</summary>
    private long MemoryBytes()
    {
        var line = File.ReadLines($"/proc/{_turn.ProcessId}/smaps_rollup").First(static line => line.StartsWith("Pss:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}

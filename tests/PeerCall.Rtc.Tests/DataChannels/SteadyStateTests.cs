using System.Diagnostics;
using PeerCall.Rtc.Dtls;
using PeerCall.Rtc.Tests.Transport;
using PeerCall.Rtc.Transport;
using Xunit.Abstractions;

namespace PeerCall.Rtc.Tests.DataChannels;

/// <summary>What a packet costs once everything is warm. The figures are printed; only what must hold on any machine is asserted.</summary>
[Collection(nameof(SteadyStateTests))]
public sealed class SteadyStateTests(ITestOutputHelper output)
{
    private const int PacketPayload = 1131;
    private const int Rounds = 3;

    /// <summary>The least that the process has allocated in one of several rounds: what the work needs is in all of them, what an earlier test leaves behind or the runtime does for itself is not.</summary>
    private static async Task<long> LeastAllocated(Func<Task> work)
    {
        var least = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await work();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        return least;
    }

    private static TestCall Call(bool encrypted, RtcLoops? loops = null) =>
        new(new TestSetting { Dtls = encrypted ? new OpenSslDtlsEngine() : null, Loops = loops }) { PromisedFingerprint = encrypted ? null : "right" };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_bulk_transfer_allocates_nothing_per_packet(bool encrypted)
    {
        const int Size = 16 * 1024;
        const int Count = 20_000;
        await using var call = Call(encrypted);
        var (mine, theirs) = await call.Open();
        var payload = new byte[Size];
        await Transfer(8_000);
        var calls = SendCalls();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var since = Stopwatch.GetTimestamp();
        var allocated = await LeastAllocated(() => Transfer(Count));
        var elapsed = Stopwatch.GetElapsedTime(since) / Rounds;
        cpu = (Process.GetCurrentProcess().TotalProcessorTime - cpu) / Rounds;
        var packets = (long)Count * Size / PacketPayload;
        var megabytes = (double)Count * Size / 1e6;
        output.WriteLine($"{megabytes / elapsed.TotalSeconds:F0} MB/s, {megabytes / cpu.TotalSeconds:F0} MB per CPU-second of both ends");
        output.WriteLine($"{(double)allocated / packets:F2} B allocated per packet, {allocated} in all; {(double)packets * Rounds / (SendCalls() - calls):F1} packets per call");
        ((double)allocated / packets).ShouldBeLessThan(2);

        async Task Transfer(int count)
        {
            var reading = Task.Run(async () =>
            {
                for (var i = 0; i < count; i++)
                {
                    using var message = await theirs.ReceiveAsync();
                    if (message.Length != Size)
                        throw new InvalidOperationException("A message was cut.");
                }
            });
            for (var i = 0; i < count; i++)
                await mine.SendAsync(payload);
            await reading.Within(TimeSpan.FromSeconds(100));
        }

        long SendCalls() => call.Offerer.Inner.SendCalls;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Round_trips_of_small_messages_allocate_next_to_nothing(bool encrypted)
    {
        const int Count = 5_000;
        await using var call = Call(encrypted);
        var (mine, theirs) = await call.Open();
        using var stop = new CancellationTokenSource();
        var echo = Task.Run(async () =>
        {
            await foreach (var message in theirs.ReadAllAsync())
            {
                using (message)
                    await theirs.SendAsync(message.Data);
            }
        });
        var payload = new byte[100];
        await Run(2_000);
        var since = Stopwatch.GetTimestamp();
        var allocated = await LeastAllocated(() => Run(Count));
        var elapsed = Stopwatch.GetElapsedTime(since) / Rounds;
        output.WriteLine($"{elapsed.TotalMicroseconds / Count:F0} us a round trip, {(double)allocated / Count:F1} B allocated each");
        ((double)allocated / Count).ShouldBeLessThan(200);
        mine.Close();
        await echo.Within();

        async Task Run(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await mine.SendAsync(payload);
                using var message = await mine.ReceiveAsync();
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Idle_connections_are_small(bool encrypted)
    {
        const int Count = 100;
        var loops = new RtcLoops(new RtcLoopsOptions());
        await using (var warm = Call(encrypted, loops))
            await warm.Open();
        var calls = new List<TestCall>();
        var (managed, resident) = Memory();
        for (var i = 0; i < Count; i++)
        {
            var call = Call(encrypted, loops);
            calls.Add(call);
            await call.Open();
        }
        var after = Memory();
        output.WriteLine($"{(after.Managed - managed) / (2 * Count) / 1024} KiB managed, {(after.Resident - resident) / (2 * Count) / 1024} KiB resident per end");
        loops.Count.ShouldBeLessThanOrEqualTo(4);
        ((after.Managed - managed) / (2 * Count)).ShouldBeLessThan(200 * 1024);
        foreach (var call in calls)
            await call.DisposeAsync();

        static (long Managed, long Resident) Memory()
        {
            var managed = GC.GetTotalMemory(forceFullCollection: true);
            using var process = Process.GetCurrentProcess();
            return (managed, process.WorkingSet64);
        }
    }
}

/// <summary>Alone: what others allocate would be counted here.</summary>
[CollectionDefinition(nameof(SteadyStateTests), DisableParallelization = true)]
public sealed class SteadyStateTestsDefinition;

using PeerCall.Rtc.Transport;

namespace PeerCall.Rtc.Tests.Transport;

/// <summary>What many connections leave behind. Descriptors are the process's: nothing runs beside this.</summary>
[Collection(nameof(LeftoverTests))]
public sealed class LeftoverTests
{
    [Fact]
    public async Task Two_hundred_calls_leave_no_thread_no_descriptor_and_no_watcher()
    {
        var networks = new FixedAddresses("127.0.0.1:0");
        var loops = new RtcLoops(new RtcLoopsOptions());
        var setting = new TestSetting { Loops = loops, Networks = networks };
        var before = 0;
        for (var cycle = 0; cycle < 200; cycle++)
        {
            await using (var call = new TestCall(setting))
                await call.Open();
            loops.Count.ShouldBe(0);
            networks.Watchers.ShouldBe(0);
            if (cycle == 20)
                before = Descriptors();
        }
        if (OperatingSystem.IsLinux())
            Descriptors().ShouldBeLessThan(before + 20, "with room for the runtime's own");
    }

    private static int Descriptors() => OperatingSystem.IsLinux() ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0;
}

[CollectionDefinition(nameof(LeftoverTests), DisableParallelization = true)]
public sealed class LeftoverTestsDefinition;

using PeerCall.Net.Batched;
using PeerCall.Net.Tests.Loops;

namespace PeerCall.Net.Tests;

/// <summary>
/// A kernel without segmentation offload (Linux before 4.18, some sandboxes) does not refuse a train of datagrams, it sends it as one: so it is asked beforehand.
/// What the loop does then is in every test that runs with <see cref="LoopKind.BatchedWithoutOffload"/>.
/// </summary>
public class SystemSupportTests
{
    private const int NoKernelHasThis = 0x7FF0;

    [OnLinuxFact]
    public void An_option_that_the_kernel_does_not_know_is_known_to_be_missing() =>
        SystemSupport.HasUdpOption(NoKernelHasThis).ShouldBeFalse();

    [OnLinuxFact]
    public void Segmentation_is_used_where_the_kernel_has_it_and_only_there() =>
        SystemSupport.Segmentation.ShouldBe(SystemSupport.Batched && SystemSupport.HasUdpOption(Native.UdpSegment));
}

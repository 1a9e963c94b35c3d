using PeerCall.Ice.Tests.Network;

namespace PeerCall.Ice.Tests.Connecting;

public class LossTests
{
    [Theory]
    [InlineData(0.0, 2)]
    [InlineData(0.1, 10)]
    [InlineData(0.3, 40)]
    public void A_lossy_network_that_doubles_and_reorders_delays_and_does_no_more(double loss, double seconds)
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var call = new Call(NatKind.PortRestricted, NatKind.FullCone, seed);
            call.Network.Loss = loss;
            call.Network.Duplication = 0.1;
            call.Network.Jitter = TimeSpan.FromMilliseconds(60);
            call.Start();

            call.Network.RunUntil(() => call.AreSettled, seconds).ShouldBeTrue($"seed {seed}: {call.A.Agent.State} {call.A.Path}, {call.B.Agent.State} {call.B.Path}");
        }
    }

    [Fact]
    public void The_same_seed_repeats_a_call_exactly()
    {
        static (TimeSpan, int, string) Run()
        {
            var call = new Call(NatKind.Symmetric, NatKind.AddressRestricted, seed: 9);
            call.Network.Loss = 0.2;
            call.Connect(40);
            return (call.Network.Now, call.Network.Steps, call.A.Path);
        }

        Run().ShouldBe(Run());
    }

    [Fact]
    public void A_thirty_percent_loss_does_not_end_a_call_that_stands()
    {
        var call = new Call(NatKind.FullCone, NatKind.FullCone, seed: 4).Connect();
        call.Network.Loss = 0.3;

        call.Network.Run(600);

        call.A.Events.OfType<ConsentLost>().ShouldBeEmpty();
        call.A.Agent.MaySend.ShouldBeTrue();
        call.B.Agent.MaySend.ShouldBeTrue();
    }
}

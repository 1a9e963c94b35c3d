using PeerCall.Ice.Tests.Network;

namespace PeerCall.Ice.Tests.Connecting;

public class NatTests
{
    public static TheoryData<NatKind, NatKind> Pairs
    {
        get
        {
            var data = new TheoryData<NatKind, NatKind>();
            var kinds = Enum.GetValues<NatKind>();
            foreach (var a in kinds)
            {
                foreach (var b in kinds)
                    data.Add(a, b);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Two_peers_connect_by_the_best_path_there_is(NatKind a, NatKind b)
    {
        var call = new Call(a, b).Connect();

        var isRelayed = call.A.Path.Contains("relay", StringComparison.Ordinal) || call.B.Path.Contains("relay", StringComparison.Ordinal);
        isRelayed.ShouldBe(!HasDirectPath(a, b), $"{call.A.Path} / {call.B.Path}");
        (call.A.NominatedAt!.Value - call.StartedAt).ShouldBeLessThan(TimeSpan.FromMilliseconds(1_400));
        (call.B.NominatedAt!.Value - call.StartedAt).ShouldBeLessThan(TimeSpan.FromMilliseconds(1_450));
        (call.A.ConnectedAt!.Value - call.StartedAt).ShouldBeLessThan(TimeSpan.FromMilliseconds(900));
        call.ShouldCarryData();
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Loss_and_luck_change_when_they_connect_but_never_whether(NatKind a, NatKind b)
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            var call = new Call(a, b, seed);
            call.Network.Loss = 0.15;
            call.Network.Jitter = TimeSpan.FromMilliseconds(40);
            call.Start();

            call.Network.RunUntil(() => call.AreSettled, 40).ShouldBeTrue($"seed {seed}: {call.A.Agent.State} {call.A.Path}, {call.B.Agent.State} {call.B.Path}");

            call.Network.Loss = 0;
            call.Network.Run(15);
            call.ShouldCarryData();
        }
    }

    private static bool HasDirectPath(NatKind a, NatKind b) => (a, b) switch
    {
        (NatKind.UdpBlocked, _) or (_, NatKind.UdpBlocked) => false,
        (NatKind.Symmetric, NatKind.Symmetric or NatKind.PortRestricted) or (NatKind.PortRestricted, NatKind.Symmetric) => false,
        _ => true,
    };
}

using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.Server;

public sealed class RelayPortTests
{
    [Fact]
    public void Every_port_of_the_range_is_had_once()
    {
        var ports = Ports(50_000, 50_099);
        var taken = Enumerable.Range(0, 100).Select(_ => ports.Take(RelayPortKind.Any)).ToList();
        taken.Order().ShouldBe(Enumerable.Range(50_000, 100));
        ports.Take(RelayPortKind.Any).ShouldBe(0);
        ports.Take(RelayPortKind.Even).ShouldBe(0);
    }

    [Fact]
    public void No_port_follows_from_the_last()
    {
        var first = Enumerable.Range(0, 20).Select(static _ => Ports(49_160, 49_999).Take(RelayPortKind.Any)).ToHashSet();
        first.Count.ShouldBeGreaterThan(10, "a fixed or seeded order would repeat itself");
        var ports = Ports(50_000, 50_009);
        var counts = new int[10];
        for (var i = 0; i < 20_000; i++)
        {
            var port = ports.Take(RelayPortKind.Any);
            counts[port - 50_000]++;
            ports.Return(port);
        }
        counts.ShouldAllBe(static count => count > 1700 && count < 2300);
    }

    [Theory]
    [InlineData(50_001, 50_004)]
    [InlineData(50_000, 50_003)]
    [InlineData(1, 4)]
    [InlineData(65_532, 65_535)]
    public void Pairs_begin_even_and_stay_in_the_range(int first, int last)
    {
        for (var i = 0; i < 20; i++)
        {
            var ports = Ports(first, last);
            var pairs = 0;
            while (ports.Take(RelayPortKind.EvenWithNext) is var port and > 0)
            {
                (port & 1).ShouldBe(0);
                port.ShouldBeInRange(first, last - 1);
                pairs++;
            }
            pairs.ShouldBe(first % 2 == 0 ? 2 : 1);
        }
    }

    [Fact]
    public void Threads_never_get_the_same_port_and_lose_none()
    {
        var ports = Ports(50_000, 50_063);
        var owners = new int[64];
        Parallel.For(0, 8, worker =>
        {
            var random = new Random(worker);
            var mine = new List<int>();
            for (var i = 0; i < 20_000; i++)
            {
                var kind = (RelayPortKind)random.Next(3);
                if (random.Next(2) == 0 && ports.Take(kind) is var port and > 0)
                {
                    mine.Add(port);
                    if (kind is RelayPortKind.EvenWithNext)
                        mine.Add(port + 1);
                    foreach (var taken in kind is RelayPortKind.EvenWithNext ? [port, port + 1] : new[] { port })
                        Interlocked.Increment(ref owners[taken - 50_000]).ShouldBe(1);
                }
                else if (mine.Count > 0)
                {
                    Return(mine[^1]);
                    mine.RemoveAt(mine.Count - 1);
                }
            }
            mine.ForEach(Return);
        });
        ports.Free.ShouldBe(64);

        void Return(int port)
        {
            Interlocked.Decrement(ref owners[port - 50_000]).ShouldBe(0);
            ports.Return(port);
        }
    }

    [Fact]
    public void A_port_cannot_be_given_back_twice()
    {
        var ports = Ports(50_000, 50_001);
        var port = ports.Take(RelayPortKind.Any);
        ports.Return(port);
        Should.Throw<InvalidOperationException>(() => ports.Return(port));
    }

    private static RelayPorts Ports(int first, int last) => new(VirtualServer.At("192.0.2.1:0"), first, last);
}

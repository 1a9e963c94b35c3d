namespace PeerCall.Sctp.Tests;

/// <summary>Whole lives of two peers, each drawn from a seed: options, path, channels of every kind, outages, closes from either side, shutdown.</summary>
public sealed class SeedSweepTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(2000)]
    [InlineData(3000)]
    public void Every_reliable_message_arrives_once_and_everything_is_given_back(int firstSeed)
    {
        for (var seed = firstSeed; seed < firstSeed + 1000; seed++)
            new Life(seed).Run();
    }

    private sealed class Life
    {
        private readonly Random _random;
        private readonly Pair _pair;
        private readonly string _name;
        private readonly Dictionary<ushort, int> _next = [];
        private readonly List<SctpDataChannel> _reliable = [];
        private readonly List<SctpDataChannel> _partial = [];
        private long _sent;
        private long _received;
        private int _sentCount;
        private int _receivedCount;

        public Life(int seed)
        {
            _name = $"seed {seed}";
            _random = new Random(seed);
            _pair = new Pair(seed, Options(), Options())
            {
                Network =
                {
                    Wire = new Wire
                    {
                        Loss = _random.NextDouble() * 0.3,
                        Duplication = _random.NextDouble() * 0.2,
                        Jitter = Milliseconds(100),
                        Delay = Milliseconds(100),
                        BytesPerSecond = _random.Next(3) == 0 ? 500_000 + _random.Next(5_000_000) : 0,
                        Queue = TimeSpan.FromMilliseconds(20) + Milliseconds(200),
                    },
                },
            };
            _pair.A.StartsNearTheEnd = _pair.B.StartsNearTheEnd = _random.Next(2) == 0;
            _pair.B.OnGot = OnGot;
        }

        public void Run()
        {
            _pair.Connect();
            Open();
            Send();
            Until(() => _receivedCount == _sentCount, 60, "delivery");
            _received.ShouldBe(_sent, _name);
            Close();
            Until(() => _pair.A.Transport.ChannelCount == 0 && _pair.B.Transport.ChannelCount == 0, 10, "close");
            _pair.Run(3);
            _receivedCount.ShouldBe(_sentCount, _name);
            _pair.A.Association.GetStatistics().BytesInFlight.ShouldBe(0, _name);
            _pair.A.Association.BufferedBytes.ShouldBe(0, _name);
            _pair.B.Association.GetStatistics().ReceiverWindow.ShouldBeOneOf(300_000, 4 << 20);
            _pair.A.Association.Shutdown(_pair.Now);
            Until(() => _pair.A.Ended is not null && _pair.B.Ended is not null, 10, "shutdown");
        }

        private SctpOptions Options() => Peer.Options() with
        {
            OfferInterleaving = _random.Next(2) == 0,
            OfferZeroChecksum = _random.Next(2) == 0,
            ReceiveWindow = _random.Next(3) == 0 ? 300_000 : 4 << 20,
            MaxPacketSize = _random.Next(4) == 0 ? 300 + _random.Next(900) : 1163,
            AcknowledgementDelay = Milliseconds(200),
        };

        private TimeSpan Milliseconds(int below) => TimeSpan.FromMilliseconds(_random.Next(below));

        private void Open()
        {
            var count = 2 + _random.Next(5);
            for (var i = 0; i < count; i++)
                _reliable.Add(_pair.A.Create("reliable", new DataChannelOptions { IsOrdered = i % 2 == 0 }));
            _partial.Add(_pair.A.Create("retransmits", new DataChannelOptions { IsOrdered = _random.Next(2) == 0, MaxRetransmits = (ushort)_random.Next(3) }));
            _partial.Add(_pair.A.Create("lifetime", new DataChannelOptions { IsOrdered = _random.Next(2) == 0, MaxPacketLifeTime = (ushort)_random.Next(400) }));
            _pair.A.Transport.Flush(_pair.Now);
            Until(() => _pair.B.Incoming.Count == count + 2, 5, "open");
        }

        private void Send()
        {
            var rounds = 10 + _random.Next(30);
            for (var round = 0; round < rounds; round++)
            {
                foreach (var channel in _reliable)
                    SendReliable(channel, round);
                foreach (var channel in _partial)
                    _pair.A.Send(channel, new byte[1 + _random.Next(30_000)]);
                if (_random.Next(5) == 0)
                    _pair.Run(_random.NextDouble() * 0.3);
                if (_random.Next(60) == 0)
                    Outage();
            }
        }

        private void SendReliable(SctpDataChannel channel, int number)
        {
            var message = new byte[4 + (_random.Next(8) == 0 ? _random.Next(200_000) : _random.Next(5000))];
            BitConverter.TryWriteBytes(message, number);
            var result = _pair.A.Send(channel, message);
            while (result == SendResult.WouldBlock)
            {
                _pair.Run(0.05);
                result = _pair.A.Send(channel, message);
            }

            result.ShouldBe(SendResult.Accepted, _name);
            _sent += (message.Length * 31L) + number;
            _sentCount++;
        }

        private void Outage()
        {
            var wire = _pair.Network.Wire;
            _pair.Network.Wire = wire with { Loss = 1 };
            _pair.Run(_random.Next(15));
            _pair.Network.Wire = wire;
        }

        private void OnGot(Got got)
        {
            if (got.Channel.Label != "reliable")
                return;
            var number = BitConverter.ToInt32(got.Bytes);
            _received += (got.Bytes.Length * 31L) + number;
            _receivedCount++;
            if (!got.Channel.Options.IsOrdered)
                return;
            var id = got.Channel.Id!.Value;
            number.ShouldBe(_next.GetValueOrDefault(id), _name);
            _next[id] = number + 1;
        }

        private void Close()
        {
            foreach (var channel in _reliable.Concat(_partial))
            {
                var byPeer = _random.Next(2) == 0;
                if (byPeer)
                    _pair.B.Incoming.First(c => c.Id == channel.Id).Close(_pair.Now);
                if (!byPeer || _random.Next(4) == 0)
                    channel.Close(_pair.Now);
            }
        }

        private void Until(Func<bool> condition, int minutes, string what) =>
            _pair.Network.RunUntil(condition, TimeSpan.FromMinutes(minutes)).ShouldBeTrue($"{_name}: {what}, {_pair.A.Ended} {_pair.A.Association.GetStatistics()}");
    }
}

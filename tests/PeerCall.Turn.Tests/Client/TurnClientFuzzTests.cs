using PeerCall.Stun;
using PeerCall.Tests.Fuzzing;
using PeerCall.Turn.Client;

namespace PeerCall.Turn.Tests.Client;

/// <summary>Whatever a server or the network sends, the client never throws, never spins, and believes nothing that is not proven.</summary>
public sealed class TurnClientFuzzTests
{
    [Fact]
    public void Responses_changed_on_the_way_do_no_harm()
    {
        for (var seed = 0; seed < 400; seed++)
            Run(seed);
    }

    [Fact]
    [Trait("Category", "Soak")]
    [Trait("Category", "Fuzz")]
    public void Responses_changed_for_long_do_no_harm() => LongFuzzing.Run(Run);

    [Fact]
    public void Every_flipped_bit_of_a_proven_success_makes_it_worthless()
    {
        var success = Success(out var id);
        for (var bit = 0; bit < success.Length * 8; bit++)
        {
            var changed = (byte[])success.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            var output = new Collecting(id);
            output.Client.Receive(changed, TimeSpan.Zero);
            output.IsAllocated.ShouldBeFalse($"bit {bit}");
        }
        var whole = new Collecting(id);
        whole.Client.Receive(success, TimeSpan.Zero);
        whole.IsAllocated.ShouldBeTrue();
    }

    [Fact]
    public void Every_truncation_of_a_proven_success_is_worthless()
    {
        var success = Success(out var id);
        for (var length = 0; length < success.Length; length++)
        {
            var output = new Collecting(id);
            output.Client.Receive(success.AsSpan(0, length), TimeSpan.Zero);
            output.IsAllocated.ShouldBeFalse($"{length} bytes");
        }
    }

    private static void Run(int seed)
    {
        var random = new Random(seed);
        var turn = new VirtualTurn(options => options with { Reliable = seed % 4 == 0 }, seed: seed);
        turn.Server.Algorithms = seed % 3 == 0 ? [0, 2, 0, 0, 0, 1, 0, 0] : [];
        turn.Server.Nonce = seed % 3 == 0 ? "obMatJos2AAAB-nonce" : "nonce";
        turn.OnTheWay = packet => Mutate(packet, random);
        turn.Client.Start(turn.Now);
        turn.Run(TimeSpan.FromSeconds(50));
        for (var i = 0; i < 20 && turn.Client.Allocation is not null; i++)
        {
            turn.Client.Send(VirtualTurn.Peer.WithPort(1 + i), [1], turn.Now);
            turn.DeliverToClient(Mutate(FakeTurnServer.DataIndication(VirtualTurn.Peer, [1, 2, 3]), random) ?? []);
            turn.DeliverToClient(Mutate([0x40, 0x00, 0, 3, 1, 2, 3, 0], random) ?? []);
            turn.Run(TimeSpan.FromMinutes(1));
        }
        turn.Client.Close(turn.Now);
        turn.Run(TimeSpan.FromMinutes(1));

        turn.Client.Deadline.ShouldBe(TimeSpan.MaxValue);
        (turn.Events[^1] == "closed" || turn.Failure is not null).ShouldBeTrue($"seed {seed}: {string.Join(", ", turn.Events)}");
    }

    private static byte[]? Mutate(byte[] packet, Random random)
    {
        if (random.Next(3) != 0)
            return packet;
        var changed = (byte[])packet.Clone();
        switch (random.Next(4))
        {
            case 0:
                return null;
            case 1:
                return changed[..random.Next(changed.Length)];
            default:
                for (var flips = 1 + random.Next(8); flips > 0; flips--)
                    changed[random.Next(changed.Length)] = (byte)random.Next(256);
                return changed;
        }
    }

    private static byte[] Success(out TransactionId id)
    {
        id = new TransactionId(3, 2);
        var writer = new StunWriter(new byte[256], StunMethod.Allocate, StunClass.SuccessResponse, id);
        writer.Add(StunAttributes.XorRelayedAddress, FakeTurnServer.Relayed);
        writer.Add(StunAttributes.XorMappedAddress, FakeTurnServer.Mapped);
        writer.Add(StunAttributes.Lifetime, 600u);
        writer.AddIntegrity(CredentialKey.LongTerm("alice", "peercall", "wonderland"));
        return writer.Written.ToArray();
    }

    /// <summary>A client that waits for the answer to its signed Allocate.</summary>
    private sealed class Collecting : ITurnClientOutput
    {
        public Collecting(TransactionId signed)
        {
            var first = new TransactionId(1, 1);
            Queue<TransactionId> ids = new([first, signed]);
            Client = new TurnClient(new TurnClientOptions { Credentials = new TurnCredentials("alice", "wonderland"), NewTransactionId = ids.Dequeue }, this);
            Client.Start(TimeSpan.Zero);
            var challenge = new StunWriter(new byte[256], StunMethod.Allocate, StunClass.ErrorResponse, first);
            challenge.Add(StunAttributes.ErrorCode, StunErrors.Unauthenticated);
            challenge.AddBytes(StunAttributeType.Realm, "peercall"u8);
            challenge.AddBytes(StunAttributeType.Nonce, "nonce"u8);
            Client.Receive(challenge.Written, TimeSpan.Zero);
        }

        public TurnClient Client { get; }

        public bool IsAllocated { get; private set; }

        public void Transmit(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
        {
        }

        public void Allocated(TurnAllocation allocation) => IsAllocated = true;

        public void Data(in TransportAddress peer, ReadOnlySpan<byte> data)
        {
        }

        public void PermissionGranted(in TransportAddress peer)
        {
        }

        public void PermissionRefused(in TransportAddress peer, TurnFailure failure)
        {
        }

        public void Refreshed()
        {
        }

        public void RefreshRefused(TurnFailure failure)
        {
        }

        public void Failed(TurnFailure failure)
        {
        }

        public void Closed()
        {
        }
    }
}

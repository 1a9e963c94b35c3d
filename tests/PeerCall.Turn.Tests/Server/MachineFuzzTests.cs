using System.Buffers.Binary;
using PeerCall.Stun;
using PeerCall.Tests.Fuzzing;
using PeerCall.Turn.Framing;

namespace PeerCall.Turn.Tests.Server;

/// <summary>
/// Throws mutated, recorded and made-up messages at the server, with right credentials and without, while time passes. It never throws, answers no more than
/// one message to a request and none to anything else, and gives everything back in the end.
/// </summary>
public sealed class MachineFuzzTests
{
    private static readonly StunMethod[] Methods =
        [StunMethod.Binding, StunMethod.Allocate, StunMethod.Refresh, StunMethod.CreatePermission, StunMethod.ChannelBind, StunMethod.Send];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Nothing_that_arrives_breaks_the_server(int seed) => Run(seed, 20_000);

    [Fact]
    [Trait("Category", "Soak")]
    [Trait("Category", "Fuzz")]
    public void Nothing_that_arrives_for_long_breaks_the_server() => LongFuzzing.Run(static seed => Run(seed, 100_000));

    private static void Run(int seed, int steps)
    {
        var random = new Random(seed);
        var server = new VirtualServer(static options => options with
        {
            FirstRelayPort = 50_000,
            LastRelayPort = 50_015,
            Users = new Dictionary<string, string>(StringComparer.Ordinal) { ["static"] = "password" },
        });
        server.Events.Keeps = false;
        server.Sockets.Keeps = false;
        var clients = Enumerable.Range(0, 8).Select(i => server.Client($"user{i % 3}", i == 7 ? "[2001:db8:9::1]:7" : null)).ToArray();
        clients[5].Username = "static";
        clients[5].Password = "password";
        clients[5].IsModern = true;
        clients[5].Algorithm = PasswordAlgorithm.Sha256;
        var buffer = new byte[4096];
        var succeeded = 0;
        for (var step = 0; step < steps; step++)
        {
            var client = clients[random.Next(clients.Length)];
            if (random.Next(50) == 0)
                client.Nonce = [];
            if (client.Nonce.Length == 0 && client.Plain(StunMethod.Allocate) is { } challenge)
                client.Nonce = challenge.GetBytes(StunAttributeType.Nonce);
            var message = Message(random, client, buffer);
            var replies = client.Exchange(message);
            replies.Count.ShouldBeLessThanOrEqualTo(1);
            if (replies.Count == 1)
            {
                var reply = new TurnReply(replies[0]);
                (message[0] & 0xC1).ShouldBe(0, "only requests are answered");
                reply.TransactionId.ShouldBe(TransactionId.Read(message[8..]));
                succeeded += reply.Succeeded ? 1 : 0;
            }
            if (server.Sockets.Open.Count > 0 && random.Next(2) == 0)
            {
                var socket = server.Sockets.Open.Values.ElementAt(random.Next(server.Sockets.Open.Count));
                server.Server.ReceiveFromPeer(socket.Allocation.ShouldNotBeNull(), Peer(random), message, server.Now);
            }
            if (random.Next(20) == 0)
                server.Pass(TimeSpan.FromSeconds(random.NextDouble() * random.Next(1, 200)));
            if (random.Next(1000) == 0)
                server.Server.Disconnect(client.Tuple, server.Now);
        }
        succeeded.ShouldBeGreaterThan(steps / 50, "the fuzzing reaches what is behind the checks");
        server.Server.Stop(server.Now);
        server.PassSeconds(100);
        server.Shared.PortsIPv4.ShouldNotBeNull().Free.ShouldBe(16);
        server.Shared.PortsIPv6.ShouldNotBeNull().Free.ShouldBe(16);
        server.Shared.Quotas.Total.ShouldBe(0);
        server.Shared.Reservations.Count.ShouldBe(0);
        server.Sockets.Open.ShouldBeEmpty();
    }

    private static ReadOnlySpan<byte> Message(Random random, ScriptedClient client, byte[] buffer)
    {
        if (random.Next(10) == 0)
        {
            var noise = buffer.AsSpan(0, random.Next(64));
            random.NextBytes(noise);
            if (noise.Length > 0 && random.Next(2) == 0)
                noise[0] = 0x40;
            return noise;
        }
        if (random.Next(4) == 0)
            return Distorted(random, buffer, Recorded(random, client, buffer));
        var method = Methods[random.Next(Methods.Length)];
        var messageClass = method is StunMethod.Send ? StunClass.Indication : StunClass.Request;
        if (random.Next(20) == 0)
            messageClass = (StunClass)random.Next(4);
        var writer = new StunWriter(buffer, method, messageClass, new TransactionId((uint)random.Next(4), 0));
        if (random.Next(8) != 0)
            AddExpected(ref writer, method, random);
        for (var i = random.Next(4); i > 0; i--)
            AddAny(ref writer, random);
        // Mutated before it is signed: what is behind the credentials sees it too.
        if (random.Next(4) == 0 && writer.Length > 24)
            buffer[random.Next(20, writer.Length)] ^= (byte)(1 << random.Next(8));
        if (messageClass is StunClass.Request && random.Next(10) != 0 && client.Nonce.Length > 0)
            client.AddCredentials(ref writer);
        if (random.Next(6) == 0)
            writer.AddFingerprint();
        return Distorted(random, buffer, writer.Length);
    }

    /// <summary>Something that a real client or server has said, signed by this client where it was signed.</summary>
    private static int Recorded(Random random, ScriptedClient client, byte[] buffer)
    {
        var recorded = Recordings.AllMessages[random.Next(Recordings.AllMessages.Count)];
        if (client.Nonce.Length > 0 && !ChannelData.IsChannelData(recorded))
            return Recordings.Resign(recorded, client, buffer);
        recorded.CopyTo(buffer, 0);
        return recorded.Length;
    }

    private static ReadOnlySpan<byte> Distorted(Random random, byte[] buffer, int length)
    {
        if (random.Next(6) == 0)
            buffer[random.Next(length)] = (byte)random.Next(256);
        if (random.Next(20) == 0)
            length = random.Next(length + 1);
        if (random.Next(20) == 0 && length >= 20)
            BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(2), (ushort)(length - 20));
        return buffer.AsSpan(0, length);
    }

    private static void AddExpected(ref StunWriter writer, StunMethod method, Random random)
    {
        if (method is StunMethod.Allocate)
            writer.Add(StunAttributes.RequestedTransport, (byte)17);
        if (method is StunMethod.Refresh)
            writer.Add(StunAttributes.Lifetime, random.Next(4) == 0 ? 0u : (uint)random.Next());
        if (method is StunMethod.ChannelBind)
            writer.Add(StunAttributes.ChannelNumber, (ushort)(0x4000 + random.Next(8)));
        if (method is StunMethod.ChannelBind or StunMethod.CreatePermission or StunMethod.Send)
            writer.Add(StunAttributes.XorPeerAddress, Peer(random));
        if (method is StunMethod.Send)
            writer.AddBytes(StunAttributeType.Data, new byte[random.Next(30)]);
    }

    private static void AddAny(ref StunWriter writer, Random random)
    {
        switch (random.Next(8))
        {
            case 0:
                writer.Add(StunAttributes.XorPeerAddress, Peer(random));
                break;
            case 1:
                writer.Add(StunAttributes.AdditionalAddressFamily, (byte)random.Next(4));
                break;
            case 2:
                writer.Add(StunAttributes.RequestedAddressFamily, (byte)random.Next(4));
                break;
            case 3:
                writer.Add(StunAttributes.EvenPort, random.Next(2) == 0);
                break;
            case 4:
                writer.Add(StunAttributes.ReservationToken, (ulong)random.NextInt64());
                break;
            default:
                var value = new byte[random.Next(40)];
                random.NextBytes(value);
                writer.AddBytes((StunAttributeType)(random.Next(2) == 0 ? random.Next(0x30) : 0x8000 + random.Next(0x30)), value);
                break;
        }
    }

    private static TransportAddress Peer(Random random) => random.Next(4) switch
    {
        0 => TransportAddress.FromIPv6(((UInt128)0x20010db8_00050000 << 64) | (uint)random.Next(4), random.Next(4)),
        1 => TransportAddress.FromIPv4(0xC6336401, 50_000 + random.Next(16)),
        _ => TransportAddress.FromIPv4(0xC0000280 + (uint)random.Next(4), random.Next(4)),
    };
}

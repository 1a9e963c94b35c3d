using PeerCall.Ice.Tests.Network;
using PeerCall.Stun;

namespace PeerCall.Ice.Tests.Hostile;

public class ReceiveFuzzTests
{
    [Fact]
    public void No_bytes_make_the_agent_throw_or_believe_a_stranger()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var random = new Random(seed);
            var peer = new RawPeer(new IceAgentOptions { Role = seed % 2 == 0 ? IceRole.Controlled : IceRole.Controlling });
            var answer = MakeAnswer(peer.TakeRequest());
            byte[][] corpus = [peer.Request(nominate: true), peer.Request(priority: 0), peer.Request(extra: (StunAttributeType)0x7001), answer];
            for (var i = 0; i < 500; i++)
            {
                var bytes = (byte[])corpus[random.Next(corpus.Length)].Clone();
                bytes = Mutate(bytes, random);
                // A stranger's address; only an unchanged message may be believed.
                if (peer.Receive(bytes, Addresses.Of("203.0.113.66:666")))
                    Array.Exists(corpus, c => c.AsSpan().SequenceEqual(bytes)).ShouldBeTrue($"seed {seed}, step {i}");
                peer.Now += TimeSpan.FromMilliseconds(random.Next(20));
                peer.Agent.Advance(peer.Now);
            }
        }
    }

    [Fact]
    public void Authentic_nonsense_does_not_throw_either()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var random = new Random(seed);
            var peer = new RawPeer(new IceAgentOptions { Role = seed % 2 == 0 ? IceRole.Controlled : IceRole.Controlling });
            for (var i = 0; i < 200; i++)
            {
                var asked = peer.Sent.Count > 0 && random.Next(2) == 0 ? peer.Sent[^1].Bytes : null;
                var isAnswer = asked is not null && RawPeer.ClassOf(asked) is StunClass.Request;
                var id = isAnswer ? TransactionId.Read(asked.AsSpan(8)) : TransactionId.Random();
                var kind = isAnswer ? StunClass.SuccessResponse + random.Next(2) : StunClass.Request + random.Next(2);
                var writer = new StunWriter(new byte[2048], StunMethod.Binding, kind, id);
                if (!isAnswer)
                    writer.AddBytes(StunAttributeType.Username, System.Text.Encoding.ASCII.GetBytes($"{peer.Agent.LocalParameters.UsernameFragment}:{RawPeer.Remote.UsernameFragment}"));
                AddRandomAttributes(ref writer, random);
                var message = RawPeer.Finish(writer, isAnswer ? RawPeer.Remote.Password : peer.Agent.LocalParameters.Password);
                peer.Receive(message, random.Next(3) == 0 ? Addresses.Of($"203.0.113.9:{random.Next(1, 50)}") : null);
                if (peer.Sent.Count > 100)
                    peer.Sent.Clear();
                peer.Run(random.NextDouble());
            }
        }
    }

    private static void AddRandomAttributes(ref StunWriter writer, Random random)
    {
        StunAttributeType[] types =
        [
            StunAttributeType.Priority, StunAttributeType.UseCandidate, StunAttributeType.IceControlled, StunAttributeType.IceControlling,
            StunAttributeType.XorMappedAddress, StunAttributeType.ErrorCode, StunAttributeType.Software, StunAttributeType.UnknownAttributes,
        ];
        for (var count = random.Next(6); count > 0; count--)
        {
            var value = new byte[random.Next(3) switch { 0 => 4, 1 => 8, _ => random.Next(24) }];
            random.NextBytes(value);
            if (value.Length == 8 && random.Next(2) == 0)
                value[1] = 1;
            writer.AddBytes(types[random.Next(types.Length)], value);
        }
    }

    private static byte[] MakeAnswer(byte[] request)
    {
        var writer = new StunWriter(new byte[256], StunMethod.Binding, StunClass.SuccessResponse, TransactionId.Read(request.AsSpan(8)));
        writer.Add(StunAttributes.XorMappedAddress, RawPeer.LocalAddress);
        return RawPeer.Finish(writer, RawPeer.Remote.Password);
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        switch (random.Next(5))
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                return [.. bytes, .. new byte[random.Next(9)]];
            case 2:
                random.NextBytes(bytes.AsSpan(random.Next(bytes.Length)));
                return bytes;
            default:
                for (var flips = random.Next(1, 4); flips > 0; flips--)
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
        }
    }
}

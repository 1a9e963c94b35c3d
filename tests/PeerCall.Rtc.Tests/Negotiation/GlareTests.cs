using System.Text;
using PeerCall.Rtc.Tests.Connection;

namespace PeerCall.Rtc.Tests.Negotiation;

/// <summary>Both ends of a perfect negotiation under random interleavings: whatever order things happen in, both agree in the end.</summary>
public sealed class GlareTests
{
    private const int Seeds = 3000;

    [Fact]
    public async Task Both_ends_agree_whatever_comes_first()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var story = new StringBuilder();
            try
            {
                await PlayAsync(new Random(seed), story);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Seed {seed} fails after: {story}", error);
            }
        }
    }

    private static async Task PlayAsync(Random random, StringBuilder story)
    {
        Side[] sides = [new Side(isPolite: false), new Side(isPolite: true)];
        sides[0].Other = sides[1];
        sides[1].Other = sides[0];
        // The last part has no new wishes: it only lets everything come to rest.
        for (var wishes = random.Next(2, 12); wishes > 0;)
        {
            var side = sides[random.Next(2)];
            switch (random.Next(6))
            {
                case 0:
                    story.Append(side.Name).Append(" channel; ");
                    side.Peer.Connection.CreateDataChannel("x");
                    wishes--;
                    break;
                case 1:
                    story.Append(side.Name).Append(" restart; ");
                    side.Peer.Connection.RestartIce();
                    wishes--;
                    break;
                case 2 when side.Peer.Transport.GatheringState is not IceGatheringState.New:
                    side.Peer.Transport.Find("192.0.2.1", random.Next(1, 65535));
                    wishes--;
                    break;
                case 3:
                    side.Peer.Transport.KeepsPrevious = random.Next(4) != 0;
                    break;
                default:
                    await side.MoveAsync(random, story);
                    break;
            }
        }
        sides[0].Peer.Connection.CreateDataChannel("x");
        for (var moves = 0; await sides[random.Next(2)].MoveAsync(random, story) | await sides[0].MoveAsync(random, story) | await sides[1].MoveAsync(random, story); moves++)
            moves.ShouldBeLessThan(1000, "It does not come to rest.");

        foreach (var side in sides)
        {
            var (own, other) = (side.Peer, side.Other!.Peer);
            own.Connection.SignalingState.ShouldBe(SignalingState.Stable);
            own.IsNegotiationNeeded.ShouldBeFalse();
            own.Transport.Remote.ShouldNotBeNull().Ice.ShouldBe(other.Transport.LocalParameters);
            own.Transport.Remote!.Fingerprints.ShouldHaveSingleItem().ShouldBe(other.Transport.LocalFingerprint);
            own.Transport.Remote.IsDtlsClient.ShouldBe(!other.Transport.Remote!.IsDtlsClient);
        }
    }

    /// <summary>One end, and what is on its way to it.</summary>
    private sealed class Side
    {
        private readonly PerfectNegotiation _negotiation;
        private readonly Queue<SignalingMessage> _incoming = new();

        public Side(bool isPolite)
        {
            Name = isPolite ? "polite" : "impolite";
            _negotiation = new PerfectNegotiation(Peer.Connection, isPolite, isPumped: false);
        }

        public string Name { get; }

        public TestPeer Peer { get; } = new();

        public Side? Other { get; set; }

        /// <summary>Takes a message, or does what is due; false if there was neither.</summary>
        public async Task<bool> MoveAsync(Random random, StringBuilder story)
        {
            var moved = false;
            if (_incoming.Count > 0 && random.Next(3) != 0)
            {
                var message = _incoming.Dequeue();
                story.Append(Name).Append(" takes ").Append(message.Description?.Type.ToString() ?? "candidate").Append("; ");
                await _negotiation.ReceiveAsync(message);
                moved = true;
            }
            else
            {
                await _negotiation.StepAsync();
            }
            while (_negotiation.OutgoingMessages.TryRead(out var message))
            {
                story.Append(Name).Append(" sends ").Append(message.Description?.Type.ToString() ?? "candidate").Append("; ");
                Other!._incoming.Enqueue(message);
                moved = true;
            }
            return moved || _incoming.Count > 0;
        }
    }
}

using System.Buffers.Binary;
using PeerCall.Ice.Tests.Network;
using PeerCall.Stun;

namespace PeerCall.Ice.Tests.Connecting;

public class RoleConflictTests
{
    [Theory]
    [InlineData(IceRole.Controlling)]
    [InlineData(IceRole.Controlled)]
    public void Two_ends_of_the_same_role_end_up_with_different_ones(IceRole role)
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var call = new Call(NatKind.PortRestricted, NatKind.PortRestricted, seed, optionsA: new IceAgentOptions { Role = role }, optionsB: new IceAgentOptions { Role = role }).Connect();

            call.A.Agent.Role.ShouldNotBe(call.B.Agent.Role);
            call.ShouldCarryData();
        }
    }

    [Theory]
    [InlineData(IceRole.Controlling, 5ul, 6ul, true)]
    [InlineData(IceRole.Controlling, 6ul, 5ul, false)]
    [InlineData(IceRole.Controlled, 6ul, 5ul, true)]
    [InlineData(IceRole.Controlled, 5ul, 6ul, false)]
    [InlineData(IceRole.Controlling, 5ul, 5ul, false)]
    [InlineData(IceRole.Controlled, 5ul, 5ul, true)]
    public void The_greater_tie_breaker_controls(IceRole role, ulong ours, ulong theirs, bool weSwitch)
    {
        var peer = new RawPeer(new IceAgentOptions { Role = role }, random: new TieBreaker(ours));
        peer.Sent.Clear();

        peer.Receive(peer.Request(role: role, tieBreaker: theirs)).ShouldBeTrue();

        (peer.Agent.Role != role).ShouldBe(weSwitch);
        RawPeer.ErrorOf(peer.Sent[0].Bytes).ShouldBe(weSwitch ? 0 : 487);
    }

    [Fact]
    public void Equal_tie_breakers_are_made_new_until_one_wins()
    {
        var network = new VirtualNetwork(1);
        var pair = new DirectPair(network, new TieBreaker(5, seed: 1), new TieBreaker(5, seed: 2));

        network.RunUntil(() => pair.A.Agent.MaySend && pair.B.Agent.MaySend && pair.A.Agent.Role != pair.B.Agent.Role, 5).ShouldBeTrue();
    }

    [Fact]
    public void A_487_changes_the_role_and_the_check_is_sent_again_in_it()
    {
        var peer = new RawPeer(new IceAgentOptions { Role = IceRole.Controlling });
        var first = peer.TakeRequest();

        peer.Refuse(first, StunErrors.RoleConflict).ShouldBeTrue();
        peer.Run(0.06);

        peer.Agent.Role.ShouldBe(IceRole.Controlled);
        peer.Events.ShouldContain(new RoleChanged(IceRole.Controlled));
        StunMessage.TryParse(peer.TakeRequest(), out var second).ShouldBe(StunFault.None);
        second.TryGet(StunAttributes.IceControlled, out var tieBreaker).ShouldBeTrue();
        StunMessage.TryParse(first, out var refused).ShouldBe(StunFault.None);
        refused.TryGet(StunAttributes.IceControlling, out var refusedTieBreaker).ShouldBeTrue();
        tieBreaker.ShouldNotBe(refusedTieBreaker, "RFC 8445 §7.2.5.1");
    }

    [Fact]
    public void A_487_that_comes_twice_changes_the_role_once()
    {
        var peer = new RawPeer(new IceAgentOptions { Role = IceRole.Controlling });
        var first = peer.TakeRequest();

        peer.Refuse(first, StunErrors.RoleConflict);
        peer.Refuse(first, StunErrors.RoleConflict).ShouldBeFalse();

        peer.Agent.Role.ShouldBe(IceRole.Controlled);
    }

    /// <summary>A source whose first number, the tie-breaker, is chosen.</summary>
    internal sealed class TieBreaker(ulong value, int seed = 1) : IIceRandom
    {
        private readonly SeededRandom _rest = new(seed);
        private bool _isUsed;

        public void Fill(Span<byte> bytes)
        {
            if (_isUsed)
                _rest.Fill(bytes);
            else
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
            _isUsed = true;
        }
    }
}

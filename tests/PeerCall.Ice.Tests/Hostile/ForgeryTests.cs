using System.Text;
using PeerCall.Ice.Tests.Network;
using PeerCall.Stun;

namespace PeerCall.Ice.Tests.Hostile;

public class ForgeryTests
{
    private static readonly TransportAddress Stranger = Addresses.Of("203.0.113.66:666");

    [Fact]
    public void A_check_with_a_wrong_password_is_not_answered_and_leaves_nothing()
    {
        var peer = new RawPeer(candidate: false);

        peer.Receive(peer.Request(password: "anotherPasswordOf24Letter"), Stranger).ShouldBeFalse();

        peer.Sent.ShouldBeEmpty();
        peer.Agent.GetStatistics().RemoteCandidates.ShouldBeEmpty();
        peer.Agent.IsValidated(RawPeer.BaseId, Stranger).ShouldBeFalse();
    }

    [Theory]
    [InlineData("unknown1:remoteUfrag")]
    [InlineData("LOCAL:other")]
    [InlineData("LOCAL:")]
    [InlineData("LOCAL")]
    [InlineData("LOCALremoteUfrag")]
    [InlineData("remoteUfrag:LOCAL")]
    [InlineData("")]
    public void A_check_for_another_user_name_is_not_answered(string username)
    {
        var peer = new RawPeer(candidate: false);
        var name = username.Replace("LOCAL", peer.Agent.LocalParameters.UsernameFragment, StringComparison.Ordinal);

        peer.Receive(peer.Request(username: name), Stranger).ShouldBeFalse();

        peer.Sent.ShouldBeEmpty();
        peer.Agent.GetStatistics().Pairs.ShouldBeEmpty();
    }

    [Fact]
    public void A_message_without_integrity_or_without_fingerprint_is_not_looked_at()
    {
        var peer = new RawPeer(candidate: false);
        var bare = new StunWriter(new byte[256], StunMethod.Binding, StunClass.Request, TransactionId.Random());
        bare.AddFingerprint();
        peer.Receive(bare.Written.ToArray(), Stranger).ShouldBeFalse();

        var whole = peer.Request();
        var cut = whole[..^8];
        cut[3] -= 8;
        peer.Receive(cut, Stranger).ShouldBeFalse();
        peer.Sent.ShouldBeEmpty();
    }

    [Fact]
    public void An_answer_to_nothing_that_was_asked_has_no_effect()
    {
        var peer = new RawPeer();
        var request = peer.TakeRequest();
        request[19] ^= 1;

        Answered(peer, request).ShouldBeFalse();
        peer.Agent.MaySend.ShouldBeFalse();
    }

    [Fact]
    public void An_answer_with_a_wrong_password_has_no_effect_and_the_true_one_still_counts()
    {
        var peer = new RawPeer();
        var request = peer.TakeRequest();

        peer.Answer(request, password: "anotherPasswordOf24Letter").ShouldBeFalse();
        peer.Agent.MaySend.ShouldBeFalse();
        peer.Answer(request).ShouldBeTrue();
        peer.Agent.MaySend.ShouldBeTrue();
    }

    [Fact]
    public void An_answer_from_elsewhere_makes_no_valid_pair()
    {
        var peer = new RawPeer();
        peer.Answer(peer.TakeRequest(), source: Stranger);

        peer.Agent.MaySend.ShouldBeFalse();
        peer.Agent.GetStatistics().Pairs.ShouldHaveSingleItem().State.ShouldBe(CandidatePairState.Failed);
        peer.Agent.IsValidated(RawPeer.BaseId, Stranger).ShouldBeFalse();
    }

    [Fact]
    public void An_answer_counts_once()
    {
        var peer = new RawPeer();
        var request = peer.TakeRequest();

        peer.Answer(request).ShouldBeTrue();
        peer.Answer(request).ShouldBeFalse();
    }

    [Fact]
    public void An_answer_signed_with_our_own_password_is_a_reflection_and_has_no_effect()
    {
        var peer = new RawPeer();
        peer.Answer(peer.TakeRequest(), password: peer.Agent.LocalParameters.Password).ShouldBeFalse();
        peer.Agent.MaySend.ShouldBeFalse();
    }

    [Fact]
    public void Data_is_looked_at_only_from_where_an_authentic_check_or_answer_came()
    {
        var peer = new RawPeer();
        peer.Agent.IsValidated(RawPeer.BaseId, RawPeer.RemoteAddress).ShouldBeFalse("signaled, not proven");
        peer.Agent.IsValidated(RawPeer.BaseId, Stranger).ShouldBeFalse();

        peer.Receive(peer.Request());

        peer.Agent.IsValidated(RawPeer.BaseId, RawPeer.RemoteAddress).ShouldBeTrue("it may send before our own check is answered");
        peer.Agent.IsValidated(RawPeer.BaseId + 1, RawPeer.RemoteAddress).ShouldBeFalse();
        peer.Agent.IsValidated(RawPeer.BaseId, RawPeer.RemoteAddress.WithPort(1)).ShouldBeFalse();
    }

    [Fact]
    public void An_attribute_that_must_be_understood_and_is_not_is_named_in_a_420()
    {
        var peer = new RawPeer(candidate: false);

        peer.Receive(peer.Request(extra: (StunAttributeType)0x7ABC));

        var answer = peer.Sent.ShouldHaveSingleItem().Bytes;
        RawPeer.ErrorOf(answer).ShouldBe(420);
        StunMessage.TryParse(answer, out var message);
        message.TryGetBytes(StunAttributeType.UnknownAttributes, out var types).ShouldBeTrue();
        types.ToArray().ShouldBe([0x7A, 0xBC]);
        message.VerifyIntegrity(CredentialKey.ShortTerm(peer.Agent.LocalParameters.Password)).ShouldBeTrue();
        peer.Agent.GetStatistics().Pairs.ShouldBeEmpty();
    }

    [Fact]
    public void A_check_without_priority_is_a_bad_request()
    {
        var peer = new RawPeer(candidate: false);
        peer.Receive(peer.Request(priority: 0));
        RawPeer.ErrorOf(peer.Sent.ShouldHaveSingleItem().Bytes).ShouldBe(400);
    }

    [Fact]
    public void Both_halves_of_the_user_name_the_priority_and_the_role_are_in_every_check()
    {
        var peer = new RawPeer();
        StunMessage.TryParse(peer.TakeRequest(), out var request).ShouldBe(StunFault.None);

        request.TryGetBytes(StunAttributeType.Username, out var username).ShouldBeTrue();
        Encoding.ASCII.GetString(username).ShouldBe($"{RawPeer.Remote.UsernameFragment}:{peer.Agent.LocalParameters.UsernameFragment}");
        request.TryGet(StunAttributes.Priority, out var priority).ShouldBeTrue();
        (priority >> 24).ShouldBe(110u);
        request.TryGet(StunAttributes.IceControlled, out _).ShouldBeTrue();
        request.VerifyIntegrity(CredentialKey.ShortTerm(RawPeer.Remote.Password)).ShouldBeTrue();
        request.HasFingerprint.ShouldBeTrue();
    }

    [Fact]
    public void No_text_of_parameters_shows_the_password()
    {
        RawPeer.Remote.ToString().ShouldNotContain(RawPeer.Remote.Password);
        new RestartedByPeer(RawPeer.Remote).ToString().ShouldNotContain(RawPeer.Remote.Password);
        new IceAgentOptions { Parameters = RawPeer.Remote }.ToString().ShouldNotContain(RawPeer.Remote.Password);
    }

    private static bool Answered(RawPeer peer, byte[] request)
    {
        // The request was changed on purpose; its answer is made from what can be read of it.
        var writer = new StunWriter(new byte[256], StunMethod.Binding, StunClass.SuccessResponse, TransactionId.Read(request.AsSpan(8)));
        writer.Add(StunAttributes.XorMappedAddress, RawPeer.LocalAddress);
        return peer.Receive(RawPeer.Finish(writer, RawPeer.Remote.Password));
    }
}

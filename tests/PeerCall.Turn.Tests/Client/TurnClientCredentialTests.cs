using PeerCall.Stun;
using PeerCall.Turn.Client;

namespace PeerCall.Turn.Tests.Client;

public sealed class TurnClientCredentialTests
{
    /// <summary>Nonce cookie (RFC 8489 §9.2) with no features, with password algorithms, and with user name anonymity too.</summary>
    private const string PlainCookie = "obMatJos2AAAA-nonce";
    private const string AlgorithmsCookie = "obMatJos2AAAB-nonce";
    private const string AnonymousCookie = "obMatJos2AAAD-nonce";

    private static readonly byte[] Sha256ThenMd5 = [0, 2, 0, 0, 0, 1, 0, 0];
    private static readonly byte[] Md5ThenSha256 = [0, 1, 0, 0, 0, 2, 0, 0];
    private static readonly byte[] Unknown = [0, 9, 0, 3, 1, 2, 3, 0, 0, 77, 0, 0];

    [Fact]
    public void A_wrong_password_is_not_tried_twice()
    {
        var turn = new VirtualTurn(static options => options with { Credentials = new TurnCredentials("alice", "guess") });
        turn.Allocate();

        turn.Failure.ShouldBe(TurnFailure.Of(TurnStage.Allocate, StunErrors.Unauthenticated));
        turn.Server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public void A_stale_nonce_is_replaced_unnoticed()
    {
        var turn = VirtualTurn.Allocated();
        turn.Server.Nonce = "nonce-2";
        turn.Bind();

        turn.Events.ShouldBe(["allocated", $"granted {VirtualTurn.Peer.WithPort(0)}"]);
        turn.Server.Relay[^1].OverChannel.ShouldBeTrue();
    }

    [Fact]
    public void A_server_that_finds_every_nonce_stale_is_asked_twice()
    {
        var turn = new VirtualTurn();
        var nonce = 0;
        turn.OnTheWay = packet =>
        {
            turn.Server.Nonce = $"nonce {++nonce}";
            return packet;
        };
        turn.Allocate();

        turn.Failure!.Reason.ShouldBe(TurnFailureReason.StaleNonce);
        turn.Server.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public void A_challenge_without_nonce_cannot_be_answered()
    {
        var turn = new VirtualTurn();
        turn.Server.Nonce = "";
        turn.Allocate();

        turn.Failure!.Reason.ShouldBe(TurnFailureReason.MalformedResponse);
    }

    [Theory]
    [InlineData(true, StunAttributeType.MessageIntegritySha256, PasswordAlgorithm.Sha256)]
    [InlineData(false, StunAttributeType.MessageIntegritySha256, PasswordAlgorithm.Md5)]
    public void The_first_algorithm_offered_is_used_and_all_is_signed_with_sha256(bool sha256First, StunAttributeType integrity, PasswordAlgorithm used)
    {
        var turn = VirtualTurn.Allocated(server: server =>
        {
            server.Nonce = AlgorithmsCookie;
            server.Algorithms = sha256First ? Sha256ThenMd5 : Md5ThenSha256;
        });
        var request = turn.Server.Requests[1].Message;

        request.TryGet(StunAttributes.PasswordAlgorithm, out var algorithm).ShouldBeTrue();
        algorithm.ShouldBe(used);
        request.HasIntegrity.ShouldBeFalse();
        request.HasIntegritySha256.ShouldBe(integrity is StunAttributeType.MessageIntegritySha256);
    }

    [Fact]
    public void A_user_stays_anonymous_where_the_server_can_do_that()
    {
        var turn = VirtualTurn.Allocated(server: static server =>
        {
            server.Nonce = AnonymousCookie;
            server.Algorithms = Sha256ThenMd5;
        });

        turn.Server.Requests[1].Message.Has(StunAttributeType.Userhash).ShouldBeTrue();
        turn.Server.Requests[1].Username.ShouldBeNull();
    }

    [Fact]
    public void Unknown_algorithms_end_it()
    {
        var turn = new VirtualTurn();
        turn.Server.Nonce = AlgorithmsCookie;
        turn.Server.Algorithms = Unknown;
        turn.Allocate();

        turn.Failure!.Reason.ShouldBe(TurnFailureReason.NoPasswordAlgorithm);
        turn.Server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void An_offer_that_was_taken_out_on_the_way_is_noticed_by_the_nonce()
    {
        var turn = new VirtualTurn();
        turn.Server.Nonce = AlgorithmsCookie;
        turn.Allocate();

        turn.Failure!.Reason.ShouldBe(TurnFailureReason.NoPasswordAlgorithm);
        turn.Server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void A_cookie_that_promises_nothing_is_a_nonce_like_any_other() =>
        VirtualTurn.Allocated(server: static server => server.Nonce = PlainCookie).Failure.ShouldBeNull();

    [Fact]
    public void A_later_challenge_cannot_lead_back_to_weaker_hashes()
    {
        var turn = VirtualTurn.Allocated(server: static server =>
        {
            server.Nonce = AlgorithmsCookie;
            server.Algorithms = Sha256ThenMd5;
        });
        turn.Server.Algorithms = [];
        turn.Server.Nonce = "forged";
        turn.Client.CreatePermission(VirtualTurn.Peer, turn.Now);
        turn.Run(TimeSpan.FromMinutes(1));

        turn.Refusal!.Reason.ShouldBe(TurnFailureReason.IntegrityViolated);
        foreach (var request in turn.Server.Seen(StunMethod.CreatePermission))
            request.Message.HasIntegritySha256.ShouldBeTrue();
    }

    [Fact]
    public void A_success_without_proof_of_the_password_is_not_believed()
    {
        var turn = new VirtualTurn();
        turn.Server.SignsResponses = false;
        turn.Allocate();

        turn.Failure!.Reason.ShouldBe(TurnFailureReason.IntegrityViolated);
        turn.Server.Requests.Count.ShouldBe(8, "over UDP the true answer may still come");
    }

    [Fact]
    public void Over_a_stream_one_answer_without_proof_is_enough()
    {
        var turn = new VirtualTurn(static options => options with { Reliable = true });
        turn.Server.SignsResponses = false;
        turn.Allocate();

        turn.Failure!.Reason.ShouldBe(TurnFailureReason.IntegrityViolated);
        turn.Server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public void A_forged_answer_does_not_keep_the_true_one_out()
    {
        var turn = new VirtualTurn();
        var forged = 0;
        turn.OnTheWay = packet =>
        {
            if (StunMessage.TryParse(packet, out var message) is StunFault.None && message.Class is StunClass.SuccessResponse && forged++ == 0)
                return [.. packet[..^1], (byte)(packet[^1] ^ 1)];
            return packet;
        };
        turn.Allocate();

        turn.Events.ShouldBe(["allocated"]);
        forged.ShouldBe(2);
    }

    [Fact]
    public void A_success_to_a_request_without_credentials_is_not_believed()
    {
        var turn = new VirtualTurn
        {
            OnTheWay = static packet =>
            {
                StunMessage.TryParse(packet, out var message);
                var writer = new StunWriter(new byte[256], message.Method, StunClass.SuccessResponse, message.TransactionId);
                writer.Add(StunAttributes.XorRelayedAddress, FakeTurnServer.Relayed);
                writer.Add(StunAttributes.XorMappedAddress, FakeTurnServer.Mapped);
                writer.Add(StunAttributes.Lifetime, 600u);
                return writer.Written.ToArray();
            },
        };
        turn.Allocate();

        turn.Failure!.Reason.ShouldBe(TurnFailureReason.IntegrityViolated);
    }

    [Fact]
    public void Fresh_credentials_are_used_when_the_old_ones_are_refused()
    {
        var turn = VirtualTurn.Allocated();
        turn.Server.Users.Clear();
        turn.Server.Users["bob"] = "builder";
        turn.Run(TimeSpan.FromMinutes(9), until: () => turn.Events.Contains("refresh refused"));
        turn.Refusal!.Reason.ShouldBe(TurnFailureReason.Unauthorized);

        turn.Client.UpdateCredentials(new TurnCredentials("bob", "builder"));
        turn.Run(TimeSpan.FromMinutes(10));

        turn.Client.Allocation.ShouldNotBeNull();
        turn.Server.Seen(StunMethod.Refresh)[^1].Username.ShouldBe("bob");
    }

    [Fact]
    public void Fresh_credentials_of_another_name_wait_until_the_old_ones_are_refused()
    {
        var turn = VirtualTurn.Allocated();
        turn.Server.Users["bob"] = "builder";
        turn.Client.UpdateCredentials(new TurnCredentials("bob", "builder"));
        turn.Run(TimeSpan.FromMinutes(10));

        turn.Server.Seen(StunMethod.Refresh).ShouldHaveSingleItem().Username.ShouldBe("alice");
    }

    [Fact]
    public void Fresh_credentials_before_there_is_an_allocation_are_used_for_it()
    {
        var turn = new VirtualTurn();
        turn.Server.Users["bob"] = "builder";
        turn.Client.UpdateCredentials(new TurnCredentials("bob", "builder"));
        turn.Allocate();

        turn.Server.Seen(StunMethod.Allocate)[^1].Username.ShouldBe("bob");
    }

    [Fact]
    public void A_new_password_of_the_same_name_is_used_at_once()
    {
        var turn = VirtualTurn.Allocated();
        turn.Server.Users["alice"] = "looking-glass";
        turn.Client.UpdateCredentials(new TurnCredentials("alice", "looking-glass"));
        turn.Bind();

        turn.Server.Seen(StunMethod.ChannelBind).Length.ShouldBe(1);
    }

    [Fact]
    public void A_password_is_in_no_text() => new TurnCredentials("alice", "wonderland").ToString().ShouldBe("alice");
}

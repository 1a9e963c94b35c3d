using PeerCall.Stun;
using PeerCall.Turn.Client.Authentication;

namespace PeerCall.Turn.Client.Transactions;

/// <summary>
/// Requests under way: sends them, sends them again (RFC 8489 §6.2.1), answers challenges (§9.2.5) and lets through only responses that prove knowledge of
/// the password. What a response means is its owner's business.
/// </summary>
internal sealed class ClientTransactions
{
    /// <summary>USERNAME, REALM, NONCE and PASSWORD-ALGORITHMS of the greatest length, and the rest.</summary>
    private const int MaxRequestLength = 2560;

    private static readonly StunAttributeSet Understood = StunAttributeSet.Of(
        StunAttributeType.MappedAddress, StunAttributeType.Username, StunAttributeType.ErrorCode, StunAttributeType.UnknownAttributes,
        StunAttributeType.ChannelNumber, StunAttributeType.Lifetime, StunAttributeType.XorPeerAddress, StunAttributeType.Data, StunAttributeType.Realm,
        StunAttributeType.Nonce, StunAttributeType.XorRelayedAddress, StunAttributeType.RequestedAddressFamily, StunAttributeType.EvenPort,
        StunAttributeType.RequestedTransport, StunAttributeType.DontFragment, StunAttributeType.PasswordAlgorithm, StunAttributeType.Userhash,
        StunAttributeType.XorMappedAddress, StunAttributeType.ReservationToken, StunAttributeType.MessageIntegrity, StunAttributeType.MessageIntegritySha256);

    private readonly TurnClientOptions _options;
    private readonly ITurnClientOutput _output;
    private readonly List<TurnRequest> _requests = [];
    private TurnCredentials _credentials;
    private TurnCredentials? _renewed;
    private LongTermAuthentication? _authentication;

    public ClientTransactions(TurnClientOptions options, ITurnClientOutput output)
    {
        _options = options;
        _output = output;
        _credentials = options.Credentials;
    }

    /// <summary>Whether the server has challenged, so that requests can be signed.</summary>
    public bool CanSign => _authentication is not null;

    /// <summary>When <see cref="Advance"/> has something to do.</summary>
    public TimeSpan Deadline
    {
        get
        {
            var deadline = TimeSpan.MaxValue;
            foreach (var request in _requests)
            {
                if (request.Schedule.Deadline < deadline)
                    deadline = request.Schedule.Deadline;
            }
            return deadline;
        }
    }

    /// <summary>
    /// Other credentials. Under the same name they are used at once. Under another name only when the server refuses the old ones: an allocation belongs to
    /// the user name that made it, and any other is answered with 441 (RFC 8656 §5).
    /// </summary>
    public void Renew(TurnCredentials credentials, bool isBound)
    {
        if (credentials.Equals(_credentials))
            return;
        if (isBound && credentials.Username != _credentials.Username)
            _renewed = credentials;
        else
            Use(credentials);
    }

    /// <summary>Sends a request, signed if that is possible yet.</summary>
    public void Send(TurnRequest request, TimeSpan now)
    {
        _requests.Add(request);
        Transmit(request, now);
    }

    /// <summary>Forgets what is under way.</summary>
    public void Clear() => _requests.Clear();

    /// <summary>Forgets one request.</summary>
    public void Cancel(TurnRequest request) => _requests.Remove(request);

    /// <summary>What to say of a request if nobody waits for its answer any longer.</summary>
    public TurnFailure WhyNoAnswer(TurnStage stage)
    {
        foreach (var request in _requests)
        {
            if (request.Stage == stage && request.UnprovenCode is not null)
                return Unproven(request);
        }
        return TurnFailure.TimedOut(stage);
    }

    /// <summary>Sends again what is due. Call it until it returns null.</summary>
    /// <returns>A request that has ended without a usable answer.</returns>
    public TurnRequest? Advance(TimeSpan now, out TurnFailure? failure)
    {
        failure = null;
        for (var i = 0; i < _requests.Count; i++)
        {
            var request = _requests[i];
            switch (request.Schedule.Advance(now))
            {
                case RetransmissionStep.SendAgain:
                    _output.Transmit(request.Bytes, default);
                    break;
                case RetransmissionStep.TimedOut:
                    _requests.RemoveAt(i);
                    failure = request.UnprovenCode is null ? TurnFailure.TimedOut(request.Stage) : Unproven(request);
                    return request;
                default:
                    break;
            }
        }
        return null;
    }

    /// <summary>Takes a response.</summary>
    /// <param name="response">A success or error response.</param>
    /// <param name="now">Monotonic time.</param>
    /// <param name="failure">Why the request failed; null: it succeeded, and the response says with what.</param>
    /// <returns>The request that has ended; null: none has, the response was not for us, or could not be believed.</returns>
    public TurnRequest? Receive(in StunMessage response, TimeSpan now, out TurnFailure? failure)
    {
        failure = null;
        var request = Find(response.TransactionId);
        if (request is null || request.Method != response.Method)
            return null;
        StunError error = default;
        if (response.Class is StunClass.ErrorResponse && !response.TryGet(StunAttributes.ErrorCode, out error))
            return null;

        if (error.Code is 401 or 438)
            return Challenged(request, response, error, now, out failure);
        if (PromisesMoreThanItHas(response) || (error.Code == 400 && request.Signature is not null && !response.HasIntegrity && !response.HasIntegritySha256))
            return null;
        // A request without credentials has no key to prove anything with: an error of it is believed, a success never.
        var isProven = request.Signature is null ? response.Class is StunClass.ErrorResponse : request.Signature.Verify(response);
        if (!isProven)
            return NotProven(request, error.Code, out failure);

        Span<ushort> unknown = stackalloc ushort[1];
        if (response.UnknownAttributes(Understood, unknown) > 0)
            failure = new TurnFailure(request.Stage, TurnFailureReason.MalformedResponse, error.Code, "The response has attributes that cannot be ignored.");
        else if (response.Class is StunClass.ErrorResponse)
            failure = Refused(request, response, error);
        _requests.Remove(request);
        return request;
    }

    private static bool PromisesMoreThanItHas(in StunMessage response) =>
        response.TryGetBytes(StunAttributeType.Nonce, out var nonce)
        && LongTermAuthentication.Promises(nonce, StunSecurityFeatures.PasswordAlgorithms)
        && !response.Has(StunAttributeType.PasswordAlgorithms);

    private static TurnFailure Unproven(TurnRequest request) =>
        new(request.Stage, TurnFailureReason.IntegrityViolated, request.UnprovenCode ?? 0, "Only answers without proof of the password.");

    private static TurnFailure Refused(TurnRequest request, in StunMessage response, StunError error)
    {
        var failure = TurnFailure.Of(request.Stage, error);
        if (failure.Reason is not TurnFailureReason.TryAlternate || !response.TryGet(StunAttributes.AlternateServer, out var server) || server.Port == 0)
            return failure;
        return failure with
        {
            AlternateServer = server,
            AlternateDomain = response.TryGetBytes(StunAttributeType.AlternateDomain, out var domain) && domain.Length is > 0 and <= 255
                ? System.Text.Encoding.ASCII.GetString(domain)
                : null,
        };
    }

    private TurnRequest? Find(TransactionId id)
    {
        foreach (var request in _requests)
        {
            if (request.TransactionId == id)
                return request;
        }
        return null;
    }

    private TurnRequest? NotProven(TurnRequest request, int code, out TurnFailure? failure)
    {
        request.UnprovenCode = code;
        failure = null;
        // Over UDP anyone may have sent it, and the true answer may still come; over TCP and TLS there will be no other (RFC 8489 §9.2.5).
        if (!_options.Reliable)
            return null;
        _requests.Remove(request);
        failure = Unproven(request);
        return request;
    }

    private TurnRequest? Challenged(TurnRequest request, in StunMessage response, StunError error, TimeSpan now, out TurnFailure? failure)
    {
        failure = null;
        var credentials = CredentialsFor(request, error.Code);
        var verdict = LongTermAuthentication.TryAnswer(response, credentials, _authentication, out var answer);
        if (verdict is ChallengeVerdict.BidDown && _authentication is not null)
            return NotProven(request, error.Code, out failure);
        if (answer is null)
        {
            failure = verdict is ChallengeVerdict.Malformed
                ? new TurnFailure(request.Stage, TurnFailureReason.MalformedResponse, error.Code, "The challenge lacks REALM or NONCE.")
                : new TurnFailure(request.Stage, TurnFailureReason.NoPasswordAlgorithm, error.Code, "No password algorithm in common.");
        }
        else if (!MayAnswer(request, answer, error.Code))
        {
            failure = TurnFailure.Of(request.Stage, error);
        }
        if (failure is not null)
        {
            _requests.Remove(request);
            return request;
        }
        if (!credentials.Equals(_credentials))
            Use(credentials);
        _authentication = answer;
        Transmit(request, now);
        return null;
    }

    private TurnCredentials CredentialsFor(TurnRequest request, int code) =>
        code == 401 && _renewed is not null && request.Signature is { } used && used.Credentials.Equals(_credentials) ? _renewed : _credentials;

    /// <summary>No request is repeated with what has just been refused (RFC 8489 §9.2.5), and none goes round in circles.</summary>
    private static bool MayAnswer(TurnRequest request, LongTermAuthentication answer, int code)
    {
        if (code == 438)
        {
            var isFirst = !request.AnsweredStaleNonce;
            request.AnsweredStaleNonce = true;
            return isFirst;
        }
        if (request.Signature is not { } used || !used.Credentials.Equals(answer.Credentials))
            return true;
        var isOtherRealm = !request.AnsweredOtherRealm && !used.HasRealmOf(answer);
        request.AnsweredOtherRealm = true;
        return isOtherRealm;
    }

    private void Use(TurnCredentials credentials)
    {
        _credentials = credentials;
        _renewed = null;
        _authentication = _authentication?.With(credentials);
    }

    private void Transmit(TurnRequest request, TimeSpan now)
    {
        Span<byte> buffer = stackalloc byte[MaxRequestLength];
        request.TransactionId = _options.NewTransactionId();
        request.Signature = _authentication;
        var writer = new StunWriter(buffer, request.Method, StunClass.Request, request.TransactionId);
        request.WriteTo(ref writer);
        _authentication?.Sign(ref writer);
        request.Bytes = writer.Written.ToArray();
        request.SentAt = now;
        request.Schedule = new RetransmissionSchedule(now, _options.Rto, _options.Reliable);
        request.UnprovenCode = null;
        _output.Transmit(request.Bytes, default);
    }
}

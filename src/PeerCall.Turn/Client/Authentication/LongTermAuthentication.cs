using System.Diagnostics.CodeAnalysis;
using System.Text;
using PeerCall.Stun;

namespace PeerCall.Turn.Client.Authentication;

/// <summary>What a challenge (401 or 438) is good for.</summary>
internal enum ChallengeVerdict
{
    /// <summary>It can be answered.</summary>
    Answerable,

    /// <summary>REALM or NONCE is missing or too long.</summary>
    Malformed,

    /// <summary>It offers less than its nonce promises, or than the server did before: someone wants weaker hashes (RFC 8489 §9.2.5).</summary>
    BidDown,

    /// <summary>It offers only unknown password algorithms.</summary>
    NoCommonAlgorithm,
}

/// <summary>
/// The client's side of the long-term credential mechanism (RFC 8489 §9.2) for one challenge: signs requests and verifies their responses. Immutable,
/// so that a response is judged by what its request was signed with.
/// </summary>
internal sealed class LongTermAuthentication
{
    /// <summary>Most bytes of REALM and NONCE (RFC 8489 §14.9, §14.10).</summary>
    private const int MaxTextLength = 763;

    /// <summary>Room for 32 algorithms; two exist.</summary>
    private const int MaxAlgorithmsLength = 128;

    private readonly byte[] _user;
    private readonly byte[] _realm;
    private readonly byte[] _nonce;
    private readonly byte[] _algorithms;
    private readonly byte[] _key;
    private readonly PasswordAlgorithm _algorithm;
    private readonly bool _anonymous;

    private LongTermAuthentication(TurnCredentials credentials, byte[] realm, byte[] nonce, byte[] algorithms, PasswordAlgorithm algorithm)
    {
        Credentials = credentials;
        _realm = realm;
        _nonce = nonce;
        _algorithms = algorithms;
        _algorithm = algorithm;
        _anonymous = Promises(nonce, StunSecurityFeatures.UsernameAnonymity);
        var name = Encoding.UTF8.GetString(realm);
        _user = _anonymous ? CredentialKey.Userhash(credentials.Username, name) : Encoding.UTF8.GetBytes(credentials.Username);
        _key = CredentialKey.LongTerm(credentials.Username, name, credentials.Password, algorithm);
    }

    /// <summary>Whose.</summary>
    public TurnCredentials Credentials { get; }

    private bool UsesSha256 => _algorithms.Length > 0;

    /// <summary>Makes the answer to a challenge.</summary>
    /// <param name="challenge">An error response with 401 or 438.</param>
    /// <param name="credentials">Whose credentials to answer with.</param>
    /// <param name="before">What was used so far; a 438 may leave out the realm, and no server forgets SHA-256.</param>
    /// <param name="answer">The answer, if there is one.</param>
    public static ChallengeVerdict TryAnswer(
        in StunMessage challenge, TurnCredentials credentials, LongTermAuthentication? before, [NotNullWhen(true)] out LongTermAuthentication? answer)
    {
        answer = null;
        if (!challenge.TryGetBytes(StunAttributeType.Nonce, out var nonce) || nonce.Length is 0 or > MaxTextLength)
            return ChallengeVerdict.Malformed;
        if (!challenge.TryGetBytes(StunAttributeType.Realm, out var realm))
            realm = before is null ? default : before._realm;
        if (realm.Length is 0 or > MaxTextLength)
            return ChallengeVerdict.Malformed;

        var algorithm = PasswordAlgorithm.Md5;
        if (challenge.TryGetBytes(StunAttributeType.PasswordAlgorithms, out var algorithms))
        {
            if (algorithms.Length is 0 or > MaxAlgorithmsLength)
                return ChallengeVerdict.Malformed;
            algorithm = PasswordAlgorithmList.TryRead(algorithms, out var list) ? list.FirstKnown() : PasswordAlgorithm.None;
            if (algorithm is PasswordAlgorithm.None)
                return ChallengeVerdict.NoCommonAlgorithm;
        }
        else if (Promises(nonce, StunSecurityFeatures.PasswordAlgorithms) || before is { UsesSha256: true })
        {
            return ChallengeVerdict.BidDown;
        }
        answer = new LongTermAuthentication(credentials, realm.ToArray(), nonce.ToArray(), algorithms.ToArray(), algorithm);
        return ChallengeVerdict.Answerable;
    }

    /// <summary>Whether a nonce says that its server can do this (RFC 8489 §9.2).</summary>
    public static bool Promises(ReadOnlySpan<byte> nonce, StunSecurityFeatures feature) =>
        NonceCookie.TryRead(nonce, out var cookie) && cookie.Features.HasFlag(feature);

    /// <summary>The same challenge answered with other credentials.</summary>
    public LongTermAuthentication With(TurnCredentials credentials) => new(credentials, _realm, _nonce, _algorithms, _algorithm);

    /// <summary>Whether both are of one realm.</summary>
    public bool HasRealmOf(LongTermAuthentication other) => _realm.AsSpan().SequenceEqual(other._realm);

    /// <summary>Adds the attributes of RFC 8489 §9.2.3.2 to a request that has all its others.</summary>
    public void Sign(ref StunWriter request)
    {
        request.AddBytes(_anonymous ? StunAttributeType.Userhash : StunAttributeType.Username, _user);
        request.AddBytes(StunAttributeType.Realm, _realm);
        request.AddBytes(StunAttributeType.Nonce, _nonce);
        if (UsesSha256)
        {
            request.AddBytes(StunAttributeType.PasswordAlgorithms, _algorithms);
            request.Add(StunAttributes.PasswordAlgorithm, _algorithm);
            request.AddIntegritySha256(_key);
        }
        else
        {
            request.AddIntegrity(_key);
        }
    }

    /// <summary>Whether whoever made this response knows the password.</summary>
    public bool Verify(in StunMessage response) => UsesSha256 ? response.VerifyIntegritySha256(_key) : response.VerifyIntegrity(_key);
}

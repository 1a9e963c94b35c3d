using System.Net.Sockets;
using System.Text;
using PeerCall.Benchmarks.Load;
using PeerCall.Stun;

namespace PeerCall.Benchmarks.Turn.Load;

/// <summary>
/// The signaling of one TURN client over UDP (RFC 8656 §7, §12), one question at a time: it is over before anything is measured.
/// </summary>
/// <param name="socket">Connected to the server, blocking.</param>
/// <param name="credential">Whose allocation it is.</param>
internal sealed class AllocatingClient(Socket socket, RelayCredential credential)
{
    private const int Attempts = 6;
    private const int FirstTimeoutMs = 200;
    private const byte Udp = 17;
    private const int Unauthenticated = 401;
    private const int StaleNonce = 438;

    private readonly byte[] _question = new byte[1024];
    private readonly byte[] _answer = new byte[2048];
    private byte[] _realm = [];
    private byte[] _nonce = [];
    private byte[] _key = [];

    /// <summary>Adds the attributes of a request.</summary>
    private delegate void Attributes(ref StunWriter request);

    /// <summary>Makes the allocation.</summary>
    /// <returns>The relayed transport address.</returns>
    /// <exception cref="LoadFailure">It was refused.</exception>
    public TransportAddress Allocate()
    {
        Ask(StunMethod.Allocate, static (ref request) => request.Add(StunAttributes.RequestedTransport, Udp), out var answer);
        return answer.TryGet(StunAttributes.XorRelayedAddress, out var relayed)
            ? relayed
            : throw new LoadFailure("An allocation came without a relayed address.");
    }

    /// <summary>Binds a channel to a peer, which permits the peer too (RFC 8656 §12).</summary>
    /// <exception cref="LoadFailure">It was refused.</exception>
    public void Bind(ushort channel, TransportAddress peer) => Ask(
        StunMethod.ChannelBind,
        (ref request) =>
        {
            request.Add(StunAttributes.ChannelNumber, channel);
            request.Add(StunAttributes.XorPeerAddress, peer);
        },
        out _);

    private void Ask(StunMethod method, Attributes attributes, out StunMessage answer)
    {
        for (var challenges = 0; challenges < 3; challenges++)
        {
            Exchange(method, attributes, out answer);
            if (answer.Class is StunClass.SuccessResponse)
                return;
            answer.TryGet(StunAttributes.ErrorCode, out var error);
            if (error.Code is not (Unauthenticated or StaleNonce) || !TakeChallenge(answer))
                throw new LoadFailure($"{method} was refused: {error.Code} {error.Reason}.");
        }

        throw new LoadFailure($"{method} was refused: the credentials are not taken.");
    }

    private bool TakeChallenge(in StunMessage answer)
    {
        if (!answer.TryGetBytes(StunAttributeType.Realm, out var realm) || !answer.TryGetBytes(StunAttributeType.Nonce, out var nonce))
            return false;
        _realm = realm.ToArray();
        _nonce = nonce.ToArray();
        _key = CredentialKey.LongTerm(credential.Username, Encoding.UTF8.GetString(_realm), credential.Password);
        return true;
    }

    private void Exchange(StunMethod method, Attributes attributes, out StunMessage answer)
    {
        var request = new StunWriter(_question, method, StunClass.Request, TransactionId.Random());
        attributes(ref request);
        if (_key.Length > 0)
        {
            request.AddBytes(StunAttributeType.Username, Encoding.UTF8.GetBytes(credential.Username));
            request.AddBytes(StunAttributeType.Realm, _realm);
            request.AddBytes(StunAttributeType.Nonce, _nonce);
            request.AddIntegrity(_key);
        }

        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            socket.ReceiveTimeout = FirstTimeoutMs << attempt;
            socket.Send(request.Written);
            if (TryReceive(request.TransactionId, out answer))
                return;
        }

        throw new LoadFailure($"{method} was not answered.");
    }

    private bool TryReceive(TransactionId transaction, out StunMessage answer)
    {
        while (true)
        {
            answer = default;
            int length;
            try
            {
                length = socket.Receive(_answer);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
            {
                return false;
            }

            // An answer to an earlier copy of a request that was sent again may still be on its way.
            if (StunMessage.TryParse(_answer.AsSpan(0, length), out answer) is StunFault.None && answer.TransactionId == transaction)
                return true;
        }
    }
}

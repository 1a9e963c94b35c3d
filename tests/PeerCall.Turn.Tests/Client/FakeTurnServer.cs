using PeerCall.Stun;
using PeerCall.Turn.Framing;

namespace PeerCall.Turn.Tests.Client;

/// <summary>A request as the server saw it.</summary>
internal sealed record SeenRequest(TimeSpan At, StunMethod Method, byte[] Bytes, bool IsRetransmission)
{
    public StunMessage Message
    {
        get
        {
            StunMessage.TryParse(Bytes, out var message).ShouldBe(StunFault.None);
            return message;
        }
    }

    public uint? Lifetime => Message.TryGet(StunAttributes.Lifetime, out var seconds) ? seconds : null;

    public string? Username => Message.TryGetBytes(StunAttributeType.Username, out var name) ? System.Text.Encoding.UTF8.GetString(name) : null;
}

/// <summary>Just enough of a TURN server to answer one client: checks credentials, keeps permissions and channels for their time, refuses on demand.</summary>
internal sealed class FakeTurnServer
{
    public static readonly TransportAddress Relayed = Address("192.0.2.15:50000");
    public static readonly TransportAddress Mapped = Address("198.51.100.7:40000");

    private readonly Dictionary<TransactionId, byte[]?> _answered = [];
    private readonly Dictionary<TransportAddress, TimeSpan> _permissions = [];
    private readonly Dictionary<ushort, (TransportAddress Peer, TimeSpan Until)> _channels = [];
    private readonly Dictionary<StunMethod, Queue<StunError>> _refusals = [];

    public Dictionary<string, string> Users { get; } = new(StringComparer.Ordinal) { ["alice"] = "wonderland" };

    public string Realm { get; set; } = "peercall";

    public string Nonce { get; set; } = "nonce-1";

    /// <summary>Value of PASSWORD-ALGORITHMS; empty: a server of RFC 5389.</summary>
    public byte[] Algorithms { get; set; } = [];

    public uint Lifetime { get; set; } = 600;

    public bool SignsResponses { get; set; } = true;

    public TransportAddress RelayedAddress { get; set; } = Relayed;

    public List<SeenRequest> Requests { get; } = [];

    /// <summary>What came as data: by whom, and whether over a channel.</summary>
    public List<(TransportAddress Peer, byte[] Data, bool OverChannel)> Relay { get; } = [];

    /// <summary>Changes a response before it is signed.</summary>
    public AddAttributes? Decorate { get; set; }

    public delegate void AddAttributes(StunMethod method, StunClass responseClass, ref StunWriter writer);

    public static TransportAddress Address(string text)
    {
        TransportAddress.TryParse(text, out var address).ShouldBeTrue();
        return address;
    }

    /// <summary>Refuses the next properly signed request of a method; times without number: once each.</summary>
    public void Refuse(StunMethod method, StunError error, int times = 1)
    {
        if (!_refusals.TryGetValue(method, out var queue))
            _refusals.Add(method, queue = new Queue<StunError>());
        for (var i = 0; i < times; i++)
            queue.Enqueue(error);
    }

    /// <summary>Requests of a method, without retransmissions.</summary>
    public SeenRequest[] Seen(StunMethod method) => [.. Requests.Where(request => request.Method == method && !request.IsRetransmission)];

    public bool IsPermitted(in TransportAddress peer, TimeSpan now) => _permissions.TryGetValue(peer.WithPort(0), out var until) && now < until;

    /// <summary>Takes what the client sent; returns the response, if there is one.</summary>
    public byte[]? Receive(byte[] packet, TimeSpan now)
    {
        if (ChannelData.TryRead(packet, out var channel, out var data))
        {
            if (_channels.TryGetValue(channel, out var bound) && now < bound.Until && IsPermitted(bound.Peer, now))
                Relay.Add((bound.Peer, data.ToArray(), true));
            return null;
        }
        StunMessage.TryParse(packet, out var message).ShouldBe(StunFault.None);
        if (message.Class is StunClass.Indication)
        {
            message.TryGet(StunAttributes.XorPeerAddress, out var peer).ShouldBeTrue();
            message.TryGetBytes(StunAttributeType.Data, out data).ShouldBeTrue();
            if (IsPermitted(peer, now))
                Relay.Add((peer, data.ToArray(), false));
            return null;
        }
        var again = _answered.TryGetValue(message.TransactionId, out var before);
        Requests.Add(new SeenRequest(now, message.Method, packet, again));
        if (again)
            return before;
        return _answered[message.TransactionId] = Answer(message, now);
    }

    /// <summary>A Data indication.</summary>
    public static byte[] DataIndication(in TransportAddress peer, ReadOnlySpan<byte> data)
    {
        var writer = new StunWriter(new byte[256], StunMethod.Data, StunClass.Indication, new TransactionId(7, 7));
        writer.Add(StunAttributes.XorPeerAddress, peer);
        writer.AddBytes(StunAttributeType.Data, data);
        return writer.Written.ToArray();
    }

    private byte[]? Answer(in StunMessage request, TimeSpan now)
    {
        if (!request.HasIntegrity && !request.HasIntegritySha256)
            return Challenge(request, StunErrors.Unauthenticated);
        var key = Key(request);
        if (key is null || !(Algorithms.Length > 0 ? request.VerifyIntegritySha256(key) : request.VerifyIntegrity(key)))
            return Challenge(request, StunErrors.Unauthenticated);
        request.TryGetBytes(StunAttributeType.Nonce, out var nonce).ShouldBeTrue();
        if (System.Text.Encoding.UTF8.GetString(nonce) != Nonce)
            return Challenge(request, StunErrors.StaleNonce);
        if (_refusals.TryGetValue(request.Method, out var refusals) && refusals.TryDequeue(out var error))
            return Response(request, StunClass.ErrorResponse, key, (ref StunWriter writer) => writer.Add(StunAttributes.ErrorCode, error));

        request.TryGet(StunAttributes.XorPeerAddress, out var peer);
        if (request.Method is StunMethod.CreatePermission or StunMethod.ChannelBind)
            _permissions[peer.WithPort(0)] = now + TimeSpan.FromMinutes(5);
        if (request.Method is StunMethod.ChannelBind)
        {
            request.TryGet(StunAttributes.ChannelNumber, out var number).ShouldBeTrue();
            _channels[number] = (peer, now + TimeSpan.FromMinutes(10));
        }
        var method = request.Method;
        var lifetime = request.TryGet(StunAttributes.Lifetime, out var asked) && asked == 0 ? 0 : Lifetime;
        return Response(request, StunClass.SuccessResponse, key, (ref StunWriter writer) =>
        {
            if (method is StunMethod.Allocate)
            {
                writer.Add(StunAttributes.XorRelayedAddress, RelayedAddress);
                writer.Add(StunAttributes.XorMappedAddress, Mapped);
            }
            if (method is StunMethod.Allocate or StunMethod.Refresh)
                writer.Add(StunAttributes.Lifetime, lifetime);
        });
    }

    private byte[]? Key(in StunMessage request)
    {
        var user = Users.FirstOrDefault();
        if (request.TryGetBytes(StunAttributeType.Username, out var name))
        {
            var text = System.Text.Encoding.UTF8.GetString(name);
            user = new KeyValuePair<string, string>(text, Users.GetValueOrDefault(text)!);
        }
        else if (!request.TryGetBytes(StunAttributeType.Userhash, out var hash) || !hash.SequenceEqual(CredentialKey.Userhash(user.Key, Realm)))
        {
            return null;
        }
        if (user.Value is null)
            return null;
        request.TryGet(StunAttributes.PasswordAlgorithm, out var algorithm);
        if (Algorithms.Length == 0)
            return CredentialKey.LongTerm(user.Key, Realm, user.Value);
        // What was offered has to come back unchanged: otherwise someone has changed the offer (RFC 8489 §9.2.4).
        if (!request.TryGetBytes(StunAttributeType.PasswordAlgorithms, out var echoed) || !echoed.SequenceEqual(Algorithms) || algorithm is PasswordAlgorithm.None)
            return null;
        return CredentialKey.LongTerm(user.Key, Realm, user.Value, algorithm);
    }

    private byte[] Challenge(in StunMessage request, StunError error) => Response(request, StunClass.ErrorResponse, null, (ref StunWriter writer) =>
    {
        writer.Add(StunAttributes.ErrorCode, error);
        writer.AddBytes(StunAttributeType.Realm, System.Text.Encoding.UTF8.GetBytes(Realm));
        writer.AddBytes(StunAttributeType.Nonce, System.Text.Encoding.UTF8.GetBytes(Nonce));
        if (Algorithms.Length > 0)
            writer.AddBytes(StunAttributeType.PasswordAlgorithms, Algorithms);
    });

    private delegate void Attributes(ref StunWriter writer);

    private byte[] Response(in StunMessage request, StunClass responseClass, byte[]? key, Attributes add)
    {
        var writer = new StunWriter(new byte[1024], request.Method, responseClass, request.TransactionId);
        add(ref writer);
        Decorate?.Invoke(request.Method, responseClass, ref writer);
        if (key is not null && SignsResponses)
        {
            if (Algorithms.Length > 0)
                writer.AddIntegritySha256(key);
            else
                writer.AddIntegrity(key);
        }
        return writer.Written.ToArray();
    }
}

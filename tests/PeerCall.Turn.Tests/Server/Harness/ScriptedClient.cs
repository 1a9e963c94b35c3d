using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using PeerCall.Stun;
using PeerCall.Turn.Framing;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.Server;

/// <summary>A TURN client that does what a test tells it, right or wrong.</summary>
internal sealed class ScriptedClient(VirtualServer server, FiveTuple client) : IClientPath
{
    private readonly byte[] _buffer = new byte[70_000];

    public FiveTuple Tuple { get; } = client;

    public string Username { get; set; } = "";

    /// <summary>Null: the one that belongs to the ephemeral user name.</summary>
    public string? Password { get; set; }

    public string Realm { get; set; } = VirtualServer.Realm;

    public byte[] Nonce { get; set; } = [];

    public PasswordAlgorithm Algorithm { get; set; } = PasswordAlgorithm.Md5;

    /// <summary>MESSAGE-INTEGRITY-SHA256, and PASSWORD-ALGORITHM with its list, as a client of RFC 8489 does.</summary>
    public bool IsModern { get; set; }

    public bool UsesUserhash { get; set; }

    public bool UsesFingerprint { get; set; }

    /// <summary>Everything that the server has sent, as it was.</summary>
    public List<byte[]> Received { get; } = [];

    public bool Keeps { get; set; } = true;

    public byte[] Key => CredentialKey.LongTerm(Username, Realm, Password ?? PasswordOf(Username), Algorithm);

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The scheme's algorithm.")]
    public static string PasswordOf(string username) =>
        Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(VirtualServer.Secret), Encoding.UTF8.GetBytes(username)));

    public void Send(in FiveTuple client, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        if (!Keeps)
            return;
        client.ShouldBe(Tuple, "nobody but the client is answered");
        Received.Add([.. header, .. payload]);
    }

    /// <summary>Sends bytes and returns what came back at once.</summary>
    public List<byte[]> Exchange(ReadOnlySpan<byte> message)
    {
        Received.Clear();
        server.Server.ReceiveFromClient(Tuple, this, message, server.Now);
        return Received;
    }

    /// <summary>Sends a request as it is, without credentials; without attributes named, with those that its method has at least.</summary>
    public TurnReply? Plain(StunMethod method, RequestAttributes? attributes = null, StunClass messageClass = StunClass.Request)
    {
        var writer = new StunWriter(_buffer, method, messageClass, TransactionId.Random());
        if (attributes is null)
            AddLeast(ref writer, method);
        else
            attributes(ref writer);
        if (UsesFingerprint)
            writer.AddFingerprint();
        var replies = Exchange(writer.Written);
        replies.Count.ShouldBeLessThanOrEqualTo(1);
        return replies.Count == 0 ? null : new TurnReply(replies[0]);
    }

    /// <summary>Sends a request with credentials, after it has got a nonce. Does not retry.</summary>
    public TurnReply Request(StunMethod method, RequestAttributes? attributes = null, TransactionId? id = null)
    {
        if (Nonce.Length == 0)
            Nonce = Plain(method).ShouldNotBeNull().GetBytes(StunAttributeType.Nonce);
        var replies = Exchange(Signed(method, attributes, id));
        return new TurnReply(replies.ShouldHaveSingleItem());
    }

    /// <summary>A request with credentials.</summary>
    public ReadOnlySpan<byte> Signed(StunMethod method, RequestAttributes? attributes = null, TransactionId? id = null)
    {
        var writer = new StunWriter(_buffer, method, StunClass.Request, id ?? TransactionId.Random());
        attributes?.Invoke(ref writer);
        AddCredentials(ref writer);
        return writer.Written;
    }

    public TurnReply Allocate(RequestAttributes? attributes = null, TransactionId? id = null) => Request(
        StunMethod.Allocate,
        (ref StunWriter writer) =>
        {
            writer.Add(StunAttributes.RequestedTransport, (byte)17);
            attributes?.Invoke(ref writer);
        },
        id);

    /// <summary>Allocates and expects to succeed.</summary>
    public TransportAddress Allocated(RequestAttributes? attributes = null)
    {
        var reply = Allocate(attributes);
        reply.Code.ShouldBe(0);
        return reply.Get(StunAttributes.XorRelayedAddress);
    }

    public TurnReply Refresh(uint? lifetime = null, byte? family = null) => Request(
        StunMethod.Refresh,
        (ref StunWriter writer) =>
        {
            if (lifetime is { } seconds)
                writer.Add(StunAttributes.Lifetime, seconds);
            if (family is { } value)
                writer.Add(StunAttributes.RequestedAddressFamily, value);
        });

    public TurnReply CreatePermission(params TransportAddress[] peers) => Request(
        StunMethod.CreatePermission,
        (ref StunWriter writer) =>
        {
            foreach (var peer in peers)
                writer.Add(StunAttributes.XorPeerAddress, peer);
        });

    public TurnReply ChannelBind(ushort number, TransportAddress peer) => Request(
        StunMethod.ChannelBind,
        (ref StunWriter writer) =>
        {
            writer.Add(StunAttributes.ChannelNumber, number);
            writer.Add(StunAttributes.XorPeerAddress, peer);
        });

    public void SendIndication(TransportAddress peer, params byte[] data) => Plain(
        StunMethod.Send,
        (ref StunWriter writer) =>
        {
            writer.Add(StunAttributes.XorPeerAddress, peer);
            writer.AddBytes(StunAttributeType.Data, data);
        },
        StunClass.Indication).ShouldBeNull();

    public void SendChannelData(ushort number, params byte[] data) =>
        Exchange([(byte)(number >> 8), (byte)number, (byte)(data.Length >> 8), (byte)data.Length, .. data]).ShouldBeEmpty();

    private static void AddLeast(ref StunWriter writer, StunMethod method)
    {
        if (method is StunMethod.Allocate)
            writer.Add(StunAttributes.RequestedTransport, (byte)17);
        if (method is StunMethod.Refresh)
            writer.Add(StunAttributes.Lifetime, 600u);
        if (method is StunMethod.ChannelBind)
            writer.Add(StunAttributes.ChannelNumber, ChannelData.FirstChannel);
        if (method is StunMethod.ChannelBind or StunMethod.CreatePermission)
            writer.Add(StunAttributes.XorPeerAddress, VirtualServer.Peer);
    }

    public void AddCredentials(ref StunWriter writer)
    {
        if (UsesUserhash)
            writer.AddBytes(StunAttributeType.Userhash, CredentialKey.Userhash(Username, Realm));
        else
            writer.AddBytes(StunAttributeType.Username, Encoding.UTF8.GetBytes(Username));
        writer.AddBytes(StunAttributeType.Realm, Encoding.UTF8.GetBytes(Realm));
        writer.AddBytes(StunAttributeType.Nonce, Nonce);
        if (IsModern)
        {
            writer.AddBytes(StunAttributeType.PasswordAlgorithms, [0, 2, 0, 0, 0, 1, 0, 0]);
            writer.Add(StunAttributes.PasswordAlgorithm, Algorithm);
            writer.AddIntegritySha256(Key);
        }
        else
        {
            writer.AddIntegrity(Key);
        }
        if (UsesFingerprint)
            writer.AddFingerprint();
    }
}

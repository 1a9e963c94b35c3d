using System.Buffers.Binary;
using PeerCall.Stun;

namespace PeerCall.Turn.Tests.Server;

public sealed class MalformedMessageTests
{
    private static readonly TransportAddress Peer = VirtualServer.Peer;

    private readonly VirtualServer _server = new();
    private readonly ScriptedClient _client;
    private readonly TransportAddress _relayed;

    public MalformedMessageTests()
    {
        _client = _server.Client();
        _relayed = _client.Allocated();
    }

    [Fact]
    public void Every_truncation_of_a_request_is_dropped()
    {
        var message = _client.Signed(StunMethod.Refresh).ToArray();
        for (var length = 0; length < message.Length; length++)
            _client.Exchange(message.AsSpan(0, length)).ShouldBeEmpty($"{length} bytes");
    }

    [Fact]
    public void No_flipped_bit_of_a_protected_request_succeeds()
    {
        var message = _client.Signed(StunMethod.Refresh, static (ref StunWriter writer) => writer.Add(StunAttributes.Lifetime, 0u)).ToArray();
        for (var bit = 0; bit < message.Length * 8; bit++)
        {
            var flipped = (byte[])message.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            foreach (var reply in _client.Exchange(flipped))
                new TurnReply(reply).Code.ShouldNotBe(0, $"bit {bit}");
            _server.PassSeconds(0.02);
        }
        _server.Server.HasAllocation(_client.Tuple).ShouldBeTrue();
    }

    [Fact]
    public void A_wrong_header_is_dropped()
    {
        foreach (var (at, value) in new (int At, byte Value)[] { (0, 0x80), (0, 0xC0), (3, 1), (3, 4), (4, 0x20) })
        {
            var message = _server.Client().Signed(StunMethod.Binding)[..20].ToArray();
            message.AsSpan(2, 2).Clear();
            message[at] = value;
            _client.Exchange(message).ShouldBeEmpty($"{value:X2} at {at}");
        }
    }

    [Theory]
    [InlineData(0xFFFF)]
    [InlineData(5)]
    [InlineData(9)]
    public void An_attribute_beyond_the_end_is_dropped(int length)
    {
        var message = new byte[28];
        var writer = new StunWriter(message, StunMethod.Binding, StunClass.Request, TransactionId.Random());
        writer.AddBytes(StunAttributeType.Software, [1, 2, 3, 4]);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(22), (ushort)length);
        _client.Exchange(message).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_fingerprint_that_is_wrong_or_not_last_is_dropped(bool wrong)
    {
        var message = new byte[36];
        var writer = new StunWriter(message, StunMethod.Binding, StunClass.Request, TransactionId.Random());
        writer.AddFingerprint();
        if (wrong)
            message[27] ^= 1;
        else
            writer.AddBytes(StunAttributeType.Software, [1, 2, 3, 4]);
        _client.Exchange(writer.Written).ShouldBeEmpty();
    }

    [Fact]
    public void What_follows_the_integrity_does_not_exist()
    {
        RequestAttributes[] appended =
        [
            static (ref StunWriter writer) => writer.Add(StunAttributes.Lifetime, 0u),
            static (ref StunWriter writer) => writer.Add(StunAttributes.XorPeerAddress, Peer),
            static (ref StunWriter writer) => writer.Add(StunAttributes.ChannelNumber, (ushort)0x4000),
            static (ref StunWriter writer) => writer.Add(StunAttributes.EvenPort, value: true),
            static (ref StunWriter writer) => writer.AddBytes((StunAttributeType)0x802F, "https://elsewhere.example"u8),
            static (ref StunWriter writer) => writer.AddBytes((StunAttributeType)0x7001, [1]),
        ];
        foreach (var attribute in appended)
        {
            Appended(StunMethod.Refresh, static (ref StunWriter _) => { }, attribute).Get(StunAttributes.Lifetime).ShouldBe(600u);
            Appended(StunMethod.CreatePermission, static (ref StunWriter _) => { }, attribute).Code.ShouldBe(400, "there is no peer");
        }
    }

    [Fact]
    public void Responses_and_methods_of_the_wrong_class_are_not_processed()
    {
        foreach (var method in Enumerable.Range(0, 16).Select(static method => (StunMethod)method))
        {
            _client.Plain(method, messageClass: StunClass.SuccessResponse).ShouldBeNull();
            _client.Plain(method, messageClass: StunClass.ErrorResponse).ShouldBeNull();
            _client.Plain(method, messageClass: StunClass.Indication).ShouldBeNull();
        }
        foreach (var method in new[] { 0x000, 0x002, 0x005, 0x006, 0x007, 0x00A, 0x00B, 0xFFF })
            _client.Plain((StunMethod)method).ShouldBeNull($"method {method:X3}");
    }

    [Fact]
    public void ChannelData_that_is_not_whole_or_not_of_a_channel_is_dropped()
    {
        _client.ChannelBind(0x4000, Peer);
        byte[][] messages =
        [
            [],
            [0x40],
            [0x40, 0x00, 0x00],
            [0x40, 0x00, 0x00, 0x02, 1],
            [0x40, 0x00, 0xFF, 0xFF, 1, 2, 3, 4],
            [0x40, 0x01, 0x00, 0x01, 1],
            [0x4F, 0xFF, 0x00, 0x01, 1],
            [0x50, 0x00, 0x00, 0x01, 1],
            [0x7F, 0xFF, 0x00, 0x01, 1],
            "GET / HTTP/1.1\r\n\r\n"u8.ToArray(),
        ];
        foreach (var message in messages)
            _client.Exchange(message).ShouldBeEmpty();
        _server.Socket(_relayed).Sent.ShouldBeEmpty();
        _client.Exchange([0x40, 0x00, 0x00, 0x01, 7, 0, 0, 0]).ShouldBeEmpty();
        _server.Socket(_relayed).Sent.Single().Data.ShouldBe([7], "padding is not data");
    }

    [Fact]
    public void Responses_have_zero_padding()
    {
        var replies = new List<TurnReply>
        {
            _server.Client().Plain(StunMethod.Allocate).ShouldNotBeNull(),
            _client.Refresh(),
            _client.Allocate(),
            _client.CreatePermission(VirtualServer.At("10.0.0.1:1")),
            _client.Request(StunMethod.Refresh, static (ref StunWriter writer) => writer.AddBytes((StunAttributeType)0x7001, [1])),
        };
        replies.Select(static reply => reply.Code).ShouldBe([401, 0, 437, 403, 420]);
        foreach (var bytes in replies.Select(static reply => reply.Bytes))
        {
            for (var at = 20; at < bytes.Length;)
            {
                int length = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at + 2));
                var padded = (length + 3) & ~3;
                bytes[(at + 4 + length)..(at + 4 + padded)].ShouldAllBe(static padding => padding == 0);
                at += 4 + padded;
            }
        }
    }

    private TurnReply Appended(StunMethod method, RequestAttributes before, RequestAttributes after)
    {
        var buffer = new byte[1024];
        var writer = new StunWriter(buffer, method, StunClass.Request, TransactionId.Random());
        before(ref writer);
        _client.AddCredentials(ref writer);
        after(ref writer);
        writer.AddFingerprint();
        return new TurnReply(_client.Exchange(writer.Written).Single());
    }
}

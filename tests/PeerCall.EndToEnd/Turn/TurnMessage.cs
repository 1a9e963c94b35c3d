using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace PeerCall.EndToEnd.Turn;

/// <summary>Just enough of a STUN message (RFC 8489 §5) to ask a TURN server for things. Written apart from the product on purpose.</summary>
internal sealed class TurnMessage
{
    public const ushort Binding = 0x0001;
    public const ushort Allocate = 0x0003;
    public const ushort Refresh = 0x0004;
    public const ushort CreatePermission = 0x0008;
    public const ushort ChannelBind = 0x0009;
    public const int HeaderLength = 20;

    private const uint MagicCookie = 0x2112A442;
    private const ushort UsernameAttribute = 0x0006;
    private const ushort IntegrityAttribute = 0x0008;
    private const ushort ErrorCodeAttribute = 0x0009;
    private const ushort PeerAddressAttribute = 0x0012;
    private const ushort RealmAttribute = 0x0014;
    private const ushort NonceAttribute = 0x0015;
    private const ushort AddressFamilyAttribute = 0x0017;
    private const ushort TransportAttribute = 0x0019;
    private const byte Udp = 17;

    private readonly List<byte> _attributes = [];
    private readonly ushort _method;
    private readonly byte[] _transaction = RandomNumberGenerator.GetBytes(12);

    public TurnMessage(ushort method) => _method = method;

    /// <summary>REQUESTED-TRANSPORT (RFC 8656 §18.6): the least that an Allocate has.</summary>
    public TurnMessage RequestingUdp() => Add(TransportAttribute, [Udp, 0, 0, 0]);

    /// <summary>REQUESTED-TRANSPORT and REQUESTED-ADDRESS-FAMILY (RFC 8656 §18.6, §18.8).</summary>
    public TurnMessage Requesting(AddressFamily family) =>
        RequestingUdp().Add(AddressFamilyAttribute, [FamilyCode(family), 0, 0, 0]);

    /// <summary>XOR-PEER-ADDRESS (RFC 8656 §18.3).</summary>
    public TurnMessage ForPeer(IPAddress peer)
    {
        Span<byte> mask = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32BigEndian(mask, MagicCookie);
        _transaction.CopyTo(mask[4..]);
        var address = peer.GetAddressBytes();
        for (var i = 0; i < address.Length; i++)
            address[i] ^= mask[i];
        // Any port: permissions are for addresses.
        return Add(PeerAddressAttribute, [0, FamilyCode(peer.AddressFamily), 0x12, 0x34, .. address]);
    }

    /// <summary>The long-term credential (RFC 8489 §9.2), then MESSAGE-INTEGRITY over all before it. Ends the message.</summary>
    public byte[] Signed(string username, string password, string realm, byte[] nonce)
    {
        Add(UsernameAttribute, Encoding.UTF8.GetBytes(username));
        Add(RealmAttribute, Encoding.UTF8.GetBytes(realm));
        Add(NonceAttribute, nonce);
#pragma warning disable CA5350, CA5351 // The algorithms of RFC 8489 §9.2.2 and §14.5, which coturn speaks.
        var key = MD5.HashData(Encoding.UTF8.GetBytes($"{username}:{realm}:{password}"));
        var integrity = HMACSHA1.HashData(key, Bytes(trailing: 24));
#pragma warning restore CA5350, CA5351
        return Add(IntegrityAttribute, integrity).Bytes();
    }

    /// <summary>The message without a credential, or with what has been added.</summary>
    public byte[] Bytes(int trailing = 0)
    {
        var bytes = new byte[HeaderLength + _attributes.Count];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, _method);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)(_attributes.Count + trailing));
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), MagicCookie);
        _transaction.CopyTo(bytes, 8);
        _attributes.CopyTo(bytes, HeaderLength);
        return bytes;
    }

    /// <summary>What an answer says: its error code, 0 for success, with realm and nonce where it asks for a credential.</summary>
    public static TurnAnswer Read(ReadOnlySpan<byte> answer)
    {
        var (code, realm, nonce) = (0, "", Array.Empty<byte>());
        var rest = answer[HeaderLength..];
        while (rest.Length >= 4)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            var value = rest.Slice(4, length);
            switch (BinaryPrimitives.ReadUInt16BigEndian(rest))
            {
                case ErrorCodeAttribute:
                    code = (value[2] * 100) + value[3];
                    break;
                case RealmAttribute:
                    realm = Encoding.UTF8.GetString(value);
                    break;
                case NonceAttribute:
                    nonce = value.ToArray();
                    break;
                default:
                    break;
            }
            rest = rest[Math.Min(rest.Length, 4 + ((length + 3) & ~3))..];
        }
        return new TurnAnswer(code, realm, nonce);
    }

    private static byte FamilyCode(AddressFamily family) => family == AddressFamily.InterNetworkV6 ? (byte)2 : (byte)1;

    private TurnMessage Add(ushort type, ReadOnlySpan<byte> value)
    {
        Span<byte> head = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(head, type);
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)value.Length);
        _attributes.AddRange(head);
        _attributes.AddRange(value);
        while (_attributes.Count % 4 != 0)
            _attributes.Add(0);
        return this;
    }
}

/// <summary>What a TURN server said.</summary>
/// <param name="Code">Error code, 0 for success.</param>
/// <param name="Realm">REALM, where the answer has one.</param>
/// <param name="Nonce">NONCE, where the answer has one.</param>
internal sealed record TurnAnswer(int Code, string Realm, byte[] Nonce);

namespace PeerCall.Stun;

/// <summary>
/// The attributes with a structure, as one table. Bytes (USERNAME, REALM, NONCE, DATA, SOFTWARE …) and flags need no row: see
/// <see cref="StunMessage.TryGetBytes"/>, <see cref="StunWriter.AddBytes"/> and <see cref="StunWriter.AddFlag"/>.
/// </summary>
public static class StunAttributes
{
    /// <summary>MAPPED-ADDRESS.</summary>
    public static readonly StunAttribute<TransportAddress> MappedAddress = new(StunAttributeType.MappedAddress, AddressValue.TryRead, AddressValue.Write);

    /// <summary>XOR-MAPPED-ADDRESS.</summary>
    public static readonly StunAttribute<TransportAddress> XorMappedAddress = new(StunAttributeType.XorMappedAddress, AddressValue.TryReadXor, AddressValue.WriteXor);

    /// <summary>XOR-PEER-ADDRESS.</summary>
    public static readonly StunAttribute<TransportAddress> XorPeerAddress = new(StunAttributeType.XorPeerAddress, AddressValue.TryReadXor, AddressValue.WriteXor);

    /// <summary>XOR-RELAYED-ADDRESS.</summary>
    public static readonly StunAttribute<TransportAddress> XorRelayedAddress = new(StunAttributeType.XorRelayedAddress, AddressValue.TryReadXor, AddressValue.WriteXor);

    /// <summary>ALTERNATE-SERVER.</summary>
    public static readonly StunAttribute<TransportAddress> AlternateServer = new(StunAttributeType.AlternateServer, AddressValue.TryRead, AddressValue.Write);

    /// <summary>OTHER-ADDRESS.</summary>
    public static readonly StunAttribute<TransportAddress> OtherAddress = new(StunAttributeType.OtherAddress, AddressValue.TryRead, AddressValue.Write);

    /// <summary>RESPONSE-ORIGIN.</summary>
    public static readonly StunAttribute<TransportAddress> ResponseOrigin = new(StunAttributeType.ResponseOrigin, AddressValue.TryRead, AddressValue.Write);

    /// <summary>ERROR-CODE.</summary>
    public static readonly StunAttribute<StunError> ErrorCode = new(StunAttributeType.ErrorCode, ErrorCodeValue.TryRead, ErrorCodeValue.Write);

    /// <summary>ADDRESS-ERROR-CODE: the family that could not be had, and why.</summary>
    public static readonly StunAttribute<AddressError> AddressErrorCode = new(StunAttributeType.AddressErrorCode, ErrorCodeValue.TryReadAddressError, ErrorCodeValue.WriteAddressError);

    /// <summary>LIFETIME, in seconds.</summary>
    public static readonly StunAttribute<uint> Lifetime = new(StunAttributeType.Lifetime, NumberValue.TryReadUInt32, NumberValue.WriteUInt32);

    /// <summary>CHANNEL-NUMBER; what range is legal is the receiver's question.</summary>
    public static readonly StunAttribute<ushort> ChannelNumber = new(StunAttributeType.ChannelNumber, NumberValue.TryReadUInt16Padded, NumberValue.WriteUInt16Padded);

    /// <summary>REQUESTED-TRANSPORT: an IP protocol number, 17 for UDP.</summary>
    public static readonly StunAttribute<byte> RequestedTransport = new(StunAttributeType.RequestedTransport, NumberValue.TryReadBytePadded, NumberValue.WriteBytePadded);

    /// <summary>REQUESTED-ADDRESS-FAMILY: 1 for IPv4, 2 for IPv6; see <see cref="StunAddressFamily"/>.</summary>
    public static readonly StunAttribute<byte> RequestedAddressFamily = new(StunAttributeType.RequestedAddressFamily, NumberValue.TryReadBytePadded, NumberValue.WriteBytePadded);

    /// <summary>ADDITIONAL-ADDRESS-FAMILY.</summary>
    public static readonly StunAttribute<byte> AdditionalAddressFamily = new(StunAttributeType.AdditionalAddressFamily, NumberValue.TryReadBytePadded, NumberValue.WriteBytePadded);

    /// <summary>EVEN-PORT: whether the next higher port is to be reserved.</summary>
    public static readonly StunAttribute<bool> EvenPort = new(StunAttributeType.EvenPort, NumberValue.TryReadTopBit, NumberValue.WriteTopBit);

    /// <summary>RESERVATION-TOKEN.</summary>
    public static readonly StunAttribute<ulong> ReservationToken = new(StunAttributeType.ReservationToken, NumberValue.TryReadUInt64, NumberValue.WriteUInt64);

    /// <summary>PASSWORD-ALGORITHM.</summary>
    public static readonly StunAttribute<PasswordAlgorithm> PasswordAlgorithm = new(StunAttributeType.PasswordAlgorithm, PasswordAlgorithmValue.TryRead, PasswordAlgorithmValue.Write);

    /// <summary>PRIORITY.</summary>
    public static readonly StunAttribute<uint> Priority = new(StunAttributeType.Priority, NumberValue.TryReadUInt32, NumberValue.WriteUInt32);

    /// <summary>ICE-CONTROLLED: the tie-breaker.</summary>
    public static readonly StunAttribute<ulong> IceControlled = new(StunAttributeType.IceControlled, NumberValue.TryReadUInt64, NumberValue.WriteUInt64);

    /// <summary>ICE-CONTROLLING: the tie-breaker.</summary>
    public static readonly StunAttribute<ulong> IceControlling = new(StunAttributeType.IceControlling, NumberValue.TryReadUInt64, NumberValue.WriteUInt64);
}

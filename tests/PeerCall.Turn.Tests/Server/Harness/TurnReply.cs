using PeerCall.Stun;

namespace PeerCall.Turn.Tests.Server;

/// <summary>Writes the attributes of a request.</summary>
internal delegate void RequestAttributes(ref StunWriter writer);

/// <summary>A STUN message that the server has sent, kept.</summary>
internal sealed class TurnReply
{
    public TurnReply(byte[] bytes)
    {
        Bytes = bytes;
        StunMessage.TryParse(bytes, out var message).ShouldBe(StunFault.None, "the server sends whole messages");
        Type = message.Type;
        TransactionId = message.TransactionId;
    }

    public byte[] Bytes { get; }

    public StunMessageType Type { get; }

    public TransactionId TransactionId { get; }

    public bool Succeeded => Type.Class is StunClass.SuccessResponse;

    /// <summary>0 of a success.</summary>
    public int Code => Type.Class is StunClass.ErrorResponse ? Get(StunAttributes.ErrorCode).Code : 0;

    public StunMessage Message
    {
        get
        {
            StunMessage.TryParse(Bytes, out var message);
            return message;
        }
    }

    public T Get<T>(StunAttribute<T> attribute)
    {
        Message.TryGet(attribute, out var value).ShouldBeTrue($"{attribute.Type} should be there");
        return value;
    }

    public List<T> GetAll<T>(StunAttribute<T> attribute)
    {
        var values = new List<T>();
        foreach (var candidate in Message.Attributes)
        {
            if (attribute.TryRead(candidate, TransactionId, out var value))
                values.Add(value);
        }
        return values;
    }

    public byte[] GetBytes(StunAttributeType type)
    {
        Message.TryGetBytes(type, out var value).ShouldBeTrue($"{type} should be there");
        return value.ToArray();
    }

    public bool Has(StunAttributeType type) => Message.Has(type);
}

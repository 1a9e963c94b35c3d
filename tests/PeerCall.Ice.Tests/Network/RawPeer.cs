using System.Text;
using PeerCall.Stun;

namespace PeerCall.Ice.Tests.Network;

/// <summary>An agent with one base, and the other end played by hand: every byte it sends is seen, every byte it gets is made here.</summary>
internal sealed class RawPeer : IIceOutput
{
    public const int BaseId = 1;
    public static readonly TransportAddress LocalAddress = Addresses.Of("192.0.2.10:5000");
    public static readonly TransportAddress RemoteAddress = Addresses.Of("203.0.113.7:6000");
    public static readonly IceParameters Remote = new("remoteUfrag", "remotePasswordOf24Letters");

    public RawPeer(IceAgentOptions? options = null, bool describe = true, bool candidate = true, IIceRandom? random = null)
    {
        Agent = new IceAgent(options ?? new IceAgentOptions { Role = IceRole.Controlled }, this, random ?? new SeededRandom(3));
        Agent.AddLocalCandidate(new LocalCandidateInit { BaseId = BaseId, Type = CandidateType.Host, Address = LocalAddress }, Now);
        if (describe)
            Agent.SetRemoteParameters(Remote, isLite: false, Now);
        if (candidate)
            AddCandidate(RemoteAddress);
    }

    public IceAgent Agent { get; }

    public TimeSpan Now { get; set; } = TimeSpan.FromSeconds(100);

    public List<(int BaseId, TransportAddress Destination, byte[] Bytes)> Sent { get; } = [];

    public List<IceEvent> Events
    {
        get
        {
            var events = new List<IceEvent>();
            while (Agent.TryTakeEvent(out var next))
                events.Add(next);
            return events;
        }
    }

    public void Send(int baseId, in TransportAddress destination, ReadOnlySpan<byte> datagram) => Sent.Add((baseId, destination, datagram.ToArray()));

    public void AddCandidate(TransportAddress address, CandidateType type = CandidateType.Host, uint priority = 2_000_000_000, string foundation = "1") =>
        Agent.AddRemoteCandidate(new CandidateAttribute { Foundation = foundation, Priority = priority, Address = address, Port = address.Port, Type = type }, Now);

    /// <summary>Lets time pass, with all that is due.</summary>
    public void Run(double seconds)
    {
        var until = Now + TimeSpan.FromSeconds(seconds);
        while (Agent.NextDeadline <= until)
        {
            Now = Agent.NextDeadline;
            Agent.Advance(Now);
        }
        Now = until;
        Agent.Advance(Now);
    }

    /// <summary>The last request to an address, and forgets what was sent before.</summary>
    public byte[] TakeRequest(TransportAddress? destination = null)
    {
        var request = Sent.Last(s => s.Destination == (destination ?? RemoteAddress) && ClassOf(s.Bytes) is StunClass.Request).Bytes;
        Sent.Clear();
        return request;
    }

    public static StunClass ClassOf(byte[] bytes) => StunMessage.TryParse(bytes, out var message) is StunFault.None ? message.Class : throw new FormatException();

    public static int ErrorOf(byte[] bytes)
    {
        StunMessage.TryParse(bytes, out var message).ShouldBe(StunFault.None);
        return message.TryGet(StunAttributes.ErrorCode, out var error) ? error.Code : 0;
    }

    public static bool Nominates(byte[] bytes)
    {
        StunMessage.TryParse(bytes, out var message).ShouldBe(StunFault.None);
        return message.Has(StunAttributeType.UseCandidate);
    }

    public bool Receive(byte[] bytes, TransportAddress? source = null) => Agent.Receive(BaseId, source ?? RemoteAddress, bytes, Now);

    /// <summary>Answers a request of the agent as the other end does.</summary>
    public bool Answer(byte[] request, TransportAddress? source = null, TransportAddress? mapped = null, string? password = null)
    {
        StunMessage.TryParse(request, out var message).ShouldBe(StunFault.None);
        var writer = new StunWriter(new byte[512], StunMethod.Binding, StunClass.SuccessResponse, message.TransactionId);
        writer.Add(StunAttributes.XorMappedAddress, mapped ?? LocalAddress);
        return Receive(Finish(writer, password ?? Remote.Password), source);
    }

    public bool Refuse(byte[] request, StunError error)
    {
        StunMessage.TryParse(request, out var message).ShouldBe(StunFault.None);
        var writer = new StunWriter(new byte[512], StunMethod.Binding, StunClass.ErrorResponse, message.TransactionId);
        writer.Add(StunAttributes.ErrorCode, error);
        return Receive(Finish(writer, Remote.Password));
    }

    /// <summary>A request of the other end.</summary>
    public byte[] Request(
        bool nominate = false, IceRole role = IceRole.Controlling, ulong tieBreaker = 1, uint priority = 1_862_270_975, string? username = null, string? password = null, StunAttributeType? extra = null)
    {
        var writer = new StunWriter(new byte[1024], StunMethod.Binding, StunClass.Request, TransactionId.Random());
        writer.AddBytes(StunAttributeType.Username, Encoding.ASCII.GetBytes(username ?? $"{Agent.LocalParameters.UsernameFragment}:{Remote.UsernameFragment}"));
        if (priority > 0)
            writer.Add(StunAttributes.Priority, priority);
        writer.Add(role is IceRole.Controlling ? StunAttributes.IceControlling : StunAttributes.IceControlled, tieBreaker);
        if (nominate)
            writer.AddFlag(StunAttributeType.UseCandidate);
        if (extra is { } type)
            writer.AddBytes(type, [1, 2, 3]);
        return Finish(writer, password ?? Agent.LocalParameters.Password);
    }

    /// <summary>Brings the agent to a nominated pair as the controlled end.</summary>
    public RawPeer Connect()
    {
        Answer(TakeRequest()).ShouldBeTrue();
        Receive(Request(nominate: true)).ShouldBeTrue();
        Sent.Clear();
        Agent.MaySend.ShouldBeTrue();
        return this;
    }

    public static byte[] Finish(StunWriter writer, string password)
    {
        writer.AddIntegrity(CredentialKey.ShortTerm(password));
        writer.AddFingerprint();
        return writer.Written.ToArray();
    }
}

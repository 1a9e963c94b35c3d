using System.Net.Sockets;
using PeerCall.Benchmarks.Load;
using PeerCall.Benchmarks.Servers;
using PeerCall.Stun;

namespace PeerCall.Benchmarks.Turn.Relays;

/// <summary>A running TURN server.</summary>
internal sealed class RelayProcess : MeasuredProcess
{
    private const int ProbeMs = 50;

    private RelayProcess(IProgram program, RelaySettings settings)
        : base(program, pinned: true) => Settings = settings;

    /// <summary>What it was started with.</summary>
    public RelaySettings Settings { get; }

    /// <summary>Starts a relay and waits until it answers a Binding request.</summary>
    /// <exception cref="LoadFailure">It ended or did not answer in time.</exception>
    public static RelayProcess Start(IProgram program, RelaySettings settings)
    {
        var relay = new RelayProcess(program, settings);
        relay.WaitUntil(relay.AnswersBinding);
        return relay;
    }

    private bool AnswersBinding()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = ProbeMs };
        try
        {
            probe.Connect(Address);
            Span<byte> buffer = stackalloc byte[1024];
            var request = new StunWriter(buffer, StunMethod.Binding, StunClass.Request, TransactionId.Random());
            probe.Send(request.Written);
            return probe.Receive(buffer) >= StunHeader.Length;
        }
        catch (SocketException)
        {
            // Nobody there yet, or nothing within the time.
            return false;
        }
    }
}

using System.Net.Sockets;
using PeerCall.Benchmarks.Load;

namespace PeerCall.Benchmarks.Servers;

/// <summary>A running signaling server.</summary>
internal sealed class ServerProcess : MeasuredProcess
{
    private readonly IServerKind _kind;

    private ServerProcess(IServerKind kind, bool pinned)
        : base(kind, pinned) => _kind = kind;

    /// <summary>Starts a server and waits until it accepts connections.</summary>
    /// <exception cref="LoadFailure">It ended or did not listen in time.</exception>
    public static ServerProcess Start(IServerKind kind, bool pinned = true)
    {
        var server = new ServerProcess(kind, pinned);
        server.WaitUntil(server.Accepts);
        return server;
    }

    /// <summary>A participant for this server.</summary>
    public Participant Participant(int number) => _kind.Participant(number, Address);

    private bool Accepts()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Connect(Address);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

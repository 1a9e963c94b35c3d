using System.Net;
using System.Net.Sockets;
using PeerCall.Benchmarks.Load;
using PeerCall.Benchmarks.Turn.Relays;
using PeerCall.Stun;

namespace PeerCall.Benchmarks.Turn.Load;

/// <summary>One end of a pair: a client with an allocation, or a peer without.</summary>
internal sealed unsafe class PairEnd : IDisposable
{
    // Room for every window of the measurements; what arrives too fast must be lost at the server, if at all.
    private const int BufferBytes = 4 << 20;

    // Servers limit how many strangers of one address they answer in a second; a busy server's clients have many addresses.
    private const int ClientsPerAddress = 50;

    private readonly Socket _socket;
    private readonly AllocatingClient? _signaling;

    private PairEnd(Socket socket, AllocatingClient? signaling, TransportAddress address)
    {
        _socket = socket;
        _signaling = signaling;
        Address = address;
        Descriptor = (int)socket.Handle;
    }

    /// <summary>Descriptor of its socket.</summary>
    public int Descriptor { get; }

    /// <summary>Where the other end finds it: its socket's address, or its relayed transport address.</summary>
    public TransportAddress Address { get; }

    /// <summary>Whether it speaks ChannelData.</summary>
    public bool HasChannel => _signaling is not null;

    /// <summary>Length of its datagrams in bytes, both ways.</summary>
    public int DatagramLength => HasChannel ? Packet.ChannelHeader + Packet.Length : Packet.Length;

    /// <summary>A peer.</summary>
    public static PairEnd Peer()
    {
        var socket = Bound(IPAddress.Loopback);
        return new PairEnd(socket, signaling: null, TransportAddress.From((IPEndPoint)socket.LocalEndPoint!));
    }

    /// <summary>A client, with an allocation.</summary>
    /// <param name="server">Where.</param>
    /// <param name="number">Its number; every client is a user of its own.</param>
    /// <exception cref="LoadFailure">The server refused.</exception>
    public static PairEnd Client(RelayProcess server, int number)
    {
        var address = TransportAddress.FromIPv4(0x7F010001u + (uint)(number / ClientsPerAddress), 0);
        var socket = Bound(address.ToIPAddress());
        try
        {
            socket.Connect(server.Address);
            var signaling = new AllocatingClient(socket, RelayCredential.Of(server.Settings.Secret, $"client{number}"));
            return new PairEnd(socket, signaling, signaling.Allocate());
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Makes another end the one that packets go to: by a channel, or directly.</summary>
    /// <exception cref="LoadFailure">The server refused.</exception>
    public void Reach(PairEnd other)
    {
        if (_signaling is null)
            _socket.Connect(other.Address.ToIPEndPoint());
        else
            _signaling.Bind(Packet.Channel, other.Address);
    }

    /// <summary>Has the system cut what is sent into datagrams, and join what arrives.</summary>
    /// <exception cref="LoadFailure">It cannot.</exception>
    public void Offload()
    {
        Set(UdpCalls.Segment, DatagramLength);
        Set(UdpCalls.Gro, 1);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static Socket Bound(IPAddress address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveBufferSize = BufferBytes,
            SendBufferSize = BufferBytes,
        };
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    }

    private void Set(int option, int value)
    {
        if (UdpCalls.setsockopt(Descriptor, UdpCalls.UdpLevel, option, &value, sizeof(int)) < 0)
            throw new LoadFailure("This kernel has no UDP segmentation offload (UDP_SEGMENT, UDP_GRO).");
    }
}

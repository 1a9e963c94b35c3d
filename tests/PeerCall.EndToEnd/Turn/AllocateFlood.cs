using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace PeerCall.EndToEnd.Turn;

/// <summary>Allocates without credentials, or with made-up ones, from many addresses of 127.0.0.0/8 and a thousand ports each.</summary>
internal static class AllocateFlood
{
    private const int Ports = 1000;
    private const int FirstPort = 26_000;

    /// <summary>Sends as fast as it can.</summary>
    /// <param name="serverPort">UDP port on 127.0.0.1.</param>
    /// <param name="network">The addresses are 127.0.<paramref name="network"/>.1 and up.</param>
    /// <param name="addresses">How many.</param>
    public static List<FloodAccount> Run(int serverPort, byte network, int addresses)
    {
        var server = new IPEndPoint(IPAddress.Loopback, serverPort);
        byte[][] messages =
        [
            new TurnMessage(TurnMessage.Allocate).RequestingUdp().Bytes(),
            new TurnMessage(TurnMessage.Allocate).RequestingUdp().Signed("2000000000:ann", "guess", "peercall", new byte[32]),
        ];
        var accounts = new List<FloodAccount>();
        using Batch first = new();
        using Batch second = new();
        for (var address = 1; address <= addresses; address++)
        {
            var (filling, full) = address % 2 == 0 ? (first, second) : (second, first);
            filling.Send(new IPAddress([127, 0, network, (byte)address]), server, messages);
            // What the address before was told has arrived by now.
            full.CountInto(accounts);
        }
        first.CountInto(accounts);
        second.CountInto(accounts);
        return accounts;
    }

    /// <summary>The sockets of one address.</summary>
    private sealed class Batch : IDisposable
    {
        private readonly List<Socket> _sockets = new(Ports);
        private long _started;

        public void Send(IPAddress address, IPEndPoint server, byte[][] messages)
        {
            _started = Stopwatch.GetTimestamp();
            for (var i = 0; i < Ports; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                _sockets.Add(socket);
                socket.Bind(new IPEndPoint(address, FirstPort + i));
                socket.SendTo(messages[i % messages.Length], server);
            }
        }

        public void CountInto(List<FloodAccount> accounts)
        {
            if (_sockets.Count == 0)
                return;
            var answers = _sockets.Count(static socket => socket.Available > 0);
            accounts.Add(new FloodAccount(_sockets.Count, answers, Stopwatch.GetElapsedTime(_started)));
            Dispose();
        }

        public void Dispose()
        {
            _sockets.ForEach(static socket => socket.Dispose());
            _sockets.Clear();
        }
    }
}

/// <summary>What one address of a flood has sent and got.</summary>
/// <param name="Sent">Requests, each from a port of its own.</param>
/// <param name="Answers">Requests that were answered.</param>
/// <param name="Took">From the first request until the answers were counted.</param>
internal sealed record FloodAccount(int Sent, int Answers, TimeSpan Took);

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using PeerCall.Stun;
using PeerCall.Turn.Client;

namespace PeerCall.Peer.Probing;

/// <summary>What a STUN server has answered.</summary>
/// <param name="Mapped">The socket as the server sees it.</param>
/// <param name="RoundTrip">From the request to its response.</param>
internal readonly record struct StunAnswer(TransportAddress Mapped, TimeSpan RoundTrip);

/// <summary>One UDP socket that asks STUN servers, so that their answers are about the same mapping; what is no answer goes to <see cref="OnDatagram"/>.</summary>
internal sealed class UdpProbe : IAsyncDisposable
{
    private const int MaxDatagram = 2048;

    private readonly Socket _socket;
    private readonly TimeProvider _clock;
    private readonly long _origin;
    private readonly ConcurrentDictionary<StunBinding, Query> _queries = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _reading;

    private UdpProbe(Socket socket, TimeProvider clock)
    {
        _socket = socket;
        _clock = clock;
        _origin = clock.GetTimestamp();
        Local = (IPEndPoint)socket.LocalEndPoint!;
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Where it is.</summary>
    public IPEndPoint Local { get; }

    /// <summary>Takes what is no answer of a STUN server.</summary>
    public Action<IPEndPoint, ReadOnlyMemory<byte>>? OnDatagram { get; set; }

    private TimeSpan Now => _clock.GetElapsedTime(_origin);

    /// <summary>Opens it at the address from which packets to a server leave; null if there is no way there.</summary>
    public static UdpProbe? TryOpen(IPEndPoint server, TimeProvider clock)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            using (var route = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp))
            {
                // Asks the routing table; nothing is sent.
                route.Connect(server);
                socket.Bind(new IPEndPoint(((IPEndPoint)route.LocalEndPoint!).Address, 0));
            }
            return new UdpProbe(socket, clock);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <summary>Sends a datagram. What the system refuses to send is lost, as on the way.</summary>
    public void Send(IPEndPoint target, ReadOnlySpan<byte> data)
    {
        try
        {
            _socket.SendTo(data, target);
        }
        catch (SocketException)
        {
            // A filter of this machine says so at once; for the one who waits it is all the same.
        }
    }

    /// <summary>Asks a STUN server; null if it does not answer in time, or refuses.</summary>
    public async Task<StunAnswer?> AskAsync(IPEndPoint server, TimeSpan timeout, CancellationToken cancellation)
    {
        var binding = new StunBinding(TransactionId.Random(), Now);
        var query = new Query(server, Now);
        _queries[binding] = query;
        try
        {
            var end = Now + timeout;
            Send(server, binding.Request.Span);
            while (Now < end)
            {
                var wait = (binding.Deadline < end ? binding.Deadline : end) - Now;
                if (await query.WaitAsync(wait, _clock, cancellation))
                    return query.Answer;
                // The receiver works on the same transaction.
                bool isDue;
                lock (query)
                    isDue = binding.Advance(Now);
                if (isDue)
                {
                    query.SentAt = Now;
                    Send(server, binding.Request.Span);
                }
                else if (binding.State is StunBindingState.TimedOut)
                {
                    break;
                }
            }
            return null;
        }
        finally
        {
            _queries.TryRemove(binding, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading;
        _socket.Dispose();
        _end.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[MaxDatagram];
        EndPoint any = new IPEndPoint(_socket.AddressFamily is AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, any, _end.Token);
                Receive((IPEndPoint)received.RemoteEndPoint, buffer.AsMemory(0, received.ReceivedBytes));
            }
            catch (SocketException)
            {
                // Of a datagram that was too long, or that somebody's router has sent back.
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Receive(IPEndPoint source, ReadOnlyMemory<byte> data)
    {
        foreach (var (binding, query) in _queries)
        {
            lock (query)
            {
                if (!query.Server.Equals(source) || !binding.Receive(data.Span))
                    continue;
                if (binding.State is StunBindingState.Succeeded)
                    query.Settle(new StunAnswer(binding.MappedAddress, Now - query.SentAt));
                else if (binding.State is StunBindingState.Refused)
                    query.Settle(null);
            }
            return;
        }
        OnDatagram?.Invoke(source, data);
    }

    private sealed class Query(IPEndPoint server, TimeSpan sentAt)
    {
        private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IPEndPoint Server { get; } = server;

        public TimeSpan SentAt { get; set; } = sentAt;

        public StunAnswer? Answer { get; private set; }

        public void Settle(StunAnswer? answer)
        {
            Answer = answer;
            _settled.TrySetResult();
        }

        /// <summary>Whether it was settled in time.</summary>
        public async Task<bool> WaitAsync(TimeSpan wait, TimeProvider clock, CancellationToken cancellation)
        {
            try
            {
                await _settled.Task.WaitAsync(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, clock, cancellation);
                return true;
            }
            catch (TimeoutException)
            {
                return false;
            }
        }
    }
}

using System.Net;
using System.Net.Sockets;
using PeerCall.Stun;
using PeerCall.Turn.Hosting;
using PeerCall.Turn.Server;
using PeerCall.Turn.Tests.Server;

namespace PeerCall.Turn.Tests.Hosting;

/// <summary>
/// Allocations that come and go on a hosted server with real relay sockets. There are few ports, so that one that is not given back is soon missed. Alone, since it
/// counts the descriptors of the whole process.
/// </summary>
[Collection(MeasuredAlone.Name)]
public sealed class AllocationCycleTests : IAsyncLifetime
{
    private const int FirstPort = 23300;
    private const int Ports = 8;

    private TurnServerHost _host = null!;

    public async Task InitializeAsync() => _host = await TurnServerHost.StartAsync(
        new TurnServerHostOptions
        {
            Server = new TurnServerOptions
            {
                PublicIPv4 = IPAddress.Loopback,
                FirstRelayPort = FirstPort,
                LastRelayPort = FirstPort + Ports - 1,
                Users = new Dictionary<string, string>(StringComparer.Ordinal) { [UdpTurnClient.Username] = UdpTurnClient.Password },
            },
            ListenAddresses = [IPAddress.Loopback],
            Port = 0,
        },
        TimeProvider.System,
        new RecordedEvents { Keeps = false });

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public void Thousands_of_allocations_over_UDP_leave_no_port_and_no_descriptor() => RunOverUdp(2_000);

    [Fact]
    [Trait("Category", "Soak")]
    public void A_hundred_thousand_allocations_over_UDP_leave_no_port_and_no_descriptor() => RunOverUdp(100_000);

    [Fact]
    public Task Allocations_whose_TCP_connection_is_lost_leave_no_port_and_no_descriptor() => RunOverTcp(500);

    [Fact]
    [Trait("Category", "Soak")]
    public Task Thousands_of_allocations_whose_TCP_connection_is_lost_leave_no_port_and_no_descriptor() => RunOverTcp(20_000);

    private void RunOverUdp(int cycles)
    {
        HashSet<int> ports = [];
        using (var client = new UdpTurnClient(_host.Addresses[0]))
        {
            // What the runtime opens once is open after the first rounds.
            Cycle(client, 20, ports);
            var before = Descriptors();
            Cycle(client, cycles, ports);
            Descriptors().ShouldBeInRange(before - 100, before + 100, "a leak would be one for each cycle");
        }
        ports.Count.ShouldBe(Ports, "every port had its turn");
        ShouldHaveFreedAll();
    }

    private async Task RunOverTcp(int cycles)
    {
        await CycleAsync(20);
        var before = Descriptors();
        await CycleAsync(cycles);
        Descriptors().ShouldBeInRange(before - 100, before + 100, "a leak would be one for each cycle");
        ShouldHaveFreedAll();
    }

    private static void Cycle(UdpTurnClient client, int times, HashSet<int> ports)
    {
        for (var i = 0; i < times; i++)
        {
            ports.Add(client.Allocate().Port);
            client.Release();
        }
    }

    private async Task CycleAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await using var client = new PipeClient(_host, i % 200);
            await client.AllocateAsync();
            // Half of them go without a word.
            if (i % 2 == 0)
                await client.ReleaseAsync();
        }
    }

    private void ShouldHaveFreedAll()
    {
        _host.Allocations.ShouldBe(0);
        for (var port = FirstPort; port < FirstPort + Ports; port++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            Should.NotThrow(() => socket.Bind(new IPEndPoint(IPAddress.Loopback, port)), $"port {port}");
        }
    }

    /// <summary>0 where the system does not tell.</summary>
    private static int Descriptors() => OperatingSystem.IsLinux() ? Directory.GetFiles("/proc/self/fd").Length : 0;

    /// <summary>A client that asks one question at a time and sends it again if there is no answer.</summary>
    private sealed class UdpTurnClient : IDisposable
    {
        public const string Username = "alice";
        public const string Password = "wonderland";

        private const int Attempts = 10;

        private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 2000 };
        private readonly byte[] _request = new byte[512];
        private readonly byte[] _answer = new byte[1500];
        private readonly byte[] _key = CredentialKey.LongTerm(Username, "peercall", Password);
        private byte[] _nonce = [];

        public UdpTurnClient(IPEndPoint server) => _socket.Connect(server);

        public TransportAddress Allocate()
        {
            var answer = Ask(StunMethod.Allocate, static (ref StunWriter writer) => writer.Add(StunAttributes.RequestedTransport, (byte)17));
            answer.TryGet(StunAttributes.XorRelayedAddress, out var relayed).ShouldBeTrue();
            return relayed;
        }

        public void Release() => Ask(StunMethod.Refresh, static (ref StunWriter writer) => writer.Add(StunAttributes.Lifetime, 0u));

        public void Dispose() => _socket.Dispose();

        /// <summary>Asks with credentials; once more with a new nonce where the old one is none or has expired.</summary>
        private StunMessage Ask(StunMethod method, RequestAttributes attributes)
        {
            for (var challenges = 0; challenges < 2; challenges++)
            {
                var answer = Exchange(Write(method, attributes));
                if (answer.Class is StunClass.SuccessResponse)
                    return answer;
                answer.TryGet(StunAttributes.ErrorCode, out var error).ShouldBeTrue();
                error.Code.ShouldBeOneOf(401, 438);
                answer.TryGetBytes(StunAttributeType.Nonce, out var nonce).ShouldBeTrue();
                _nonce = nonce.ToArray();
            }
            throw new InvalidOperationException("The server takes its own nonce for another's.");
        }

        private ReadOnlySpan<byte> Write(StunMethod method, RequestAttributes attributes)
        {
            var writer = new StunWriter(_request, method, StunClass.Request, TransactionId.Random());
            attributes(ref writer);
            if (_nonce.Length > 0)
            {
                writer.AddBytes(StunAttributeType.Username, System.Text.Encoding.UTF8.GetBytes(Username));
                writer.AddBytes(StunAttributeType.Realm, "peercall"u8);
                writer.AddBytes(StunAttributeType.Nonce, _nonce);
                writer.AddIntegrity(_key);
            }
            return writer.Written;
        }

        private StunMessage Exchange(ReadOnlySpan<byte> request)
        {
            var id = TransactionId.Read(request[8..]);
            for (var attempt = 1; ; attempt++)
            {
                _socket.Send(request);
                try
                {
                    while (true)
                    {
                        var length = _socket.Receive(_answer);
                        if (StunMessage.TryParse(_answer.AsSpan(0, length), out var answer) is StunFault.None && answer.TransactionId == id)
                            return answer;
                    }
                }
                catch (SocketException late) when (late.SocketErrorCode is SocketError.TimedOut && attempt < Attempts)
                {
                    // Lost on the way, as datagrams may be.
                }
            }
        }
    }
}

using System.Buffers;
using System.IO.Pipelines;
using PeerCall.Stun;
using PeerCall.Turn.Framing;
using PeerCall.Turn.Hosting;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.Hosting;

/// <summary>A TURN client at the other end of two pipes.</summary>
internal sealed class PipeClient : IAsyncDisposable
{
    private const ushort Channel = 0x4000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Pipe _toServer = new();
    private readonly Pipe _toClient;
    private readonly CancellationTokenSource _abort = new();
    private byte[]? _nonce;

    /// <summary>Connects.</summary>
    /// <param name="host">The server.</param>
    /// <param name="number">Tells clients apart.</param>
    /// <param name="capacity">Bytes that the connection takes before the server has to wait.</param>
    public PipeClient(TurnServerHost host, int number, int capacity = 1 << 20)
    {
        _toClient = new Pipe(new PipeOptions(pauseWriterThreshold: capacity, resumeWriterThreshold: capacity / 2));
        var client = new FiveTuple(
            ClientTransport.Tcp, TransportAddress.FromIPv4(0xC0000200 | (uint)number, 1000 + number), TransportAddress.FromIPv4(0x7F000001, 3478));
        Ended = host.ServeAsync(new Transport(_toServer.Reader, _toClient.Writer), client, _abort.Token);
    }

    public Task<StreamEnd> Ended { get; }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _toServer.Writer.WriteAsync(bytes);

    public async Task<byte[]> ReceiveBytesAsync(int count)
    {
        var result = await _toClient.Reader.ReadAtLeastAsync(count).AsTask().WaitAsync(Patience);
        var bytes = result.Buffer.Slice(0, count).ToArray();
        _toClient.Reader.AdvanceTo(result.Buffer.GetPosition(count));
        return bytes;
    }

    public async Task<byte[]> ReceiveDataAsync()
    {
        ChannelData.TryRead(await ReceiveAsync(), out var channel, out var data).ShouldBeTrue();
        channel.ShouldBe(Channel);
        return data.ToArray();
    }

    /// <summary>Sends a request with credentials as far as they are known, and waits for the answer.</summary>
    public async Task<byte[]> RequestAsync(StunMethod method, WriteAttributes? write = null)
    {
        await SendAsync(Request(method, write));
        return await ReceiveAsync();
    }

    public async Task<TransportAddress> AllocateAsync()
    {
        static void Udp(ref StunWriter writer) => writer.Add(StunAttributes.RequestedTransport, (byte)17);
        StunMessage.TryParse(await RequestAsync(StunMethod.Allocate, Udp), out var challenge);
        challenge.TryGetBytes(StunAttributeType.Nonce, out var nonce).ShouldBeTrue();
        _nonce = nonce.ToArray();
        return Relayed(Successful(await RequestAsync(StunMethod.Allocate, Udp)));
    }

    public async Task BindAsync(TransportAddress peer) => Successful(await RequestAsync(StunMethod.ChannelBind, (ref StunWriter writer) =>
    {
        writer.Add(StunAttributes.ChannelNumber, Channel);
        writer.Add(StunAttributes.XorPeerAddress, peer);
    }));

    public async Task ReleaseAsync() =>
        Successful(await RequestAsync(StunMethod.Refresh, static (ref StunWriter writer) => writer.Add(StunAttributes.Lifetime, 0u)));

    /// <summary>Closes its end.</summary>
    public async Task CloseAsync() => await _toServer.Writer.CompleteAsync();

    public async ValueTask DisposeAsync()
    {
        await _abort.CancelAsync();
        await Ended.WaitAsync(Patience);
        _abort.Dispose();
    }

    private static byte[] Successful(byte[] answer)
    {
        StunMessage.TryParse(answer, out var message).ShouldBe(StunFault.None);
        message.Class.ShouldBe(StunClass.SuccessResponse);
        return answer;
    }

    private static TransportAddress Relayed(byte[] answer)
    {
        StunMessage.TryParse(answer, out var message);
        message.TryGet(StunAttributes.XorRelayedAddress, out var relayed).ShouldBeTrue();
        return relayed;
    }

    private async Task<byte[]> ReceiveAsync()
    {
        while (true)
        {
            var result = await _toClient.Reader.ReadAsync().AsTask().WaitAsync(Patience);
            var bytes = result.Buffer;
            var status = StreamFrame.TryRead(ref bytes, FrameLimits.Allocated, out var message);
            var found = status is FrameStatus.Message ? message.ToArray() : null;
            _toClient.Reader.AdvanceTo(bytes.Start, found is null ? bytes.End : bytes.Start);
            if (found is not null)
                return found;
            result.IsCompleted.ShouldBeFalse("the server has closed");
        }
    }

    private byte[] Request(StunMethod method, WriteAttributes? write)
    {
        var buffer = new byte[512];
        var writer = new StunWriter(buffer, method, StunClass.Request, TransactionId.Random());
        write?.Invoke(ref writer);
        if (_nonce is not null && method is not StunMethod.Binding)
        {
            writer.AddBytes(StunAttributeType.Username, "alice"u8);
            writer.AddBytes(StunAttributeType.Realm, "peercall"u8);
            writer.AddBytes(StunAttributeType.Nonce, _nonce);
            writer.AddIntegrity(CredentialKey.LongTerm("alice", "peercall", "wonderland"));
        }
        return buffer[..writer.Length];
    }

    public delegate void WriteAttributes(ref StunWriter writer);

    private sealed class Transport(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input { get; } = input;

        public PipeWriter Output { get; } = output;
    }
}

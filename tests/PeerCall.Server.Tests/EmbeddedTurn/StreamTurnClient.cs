using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using PeerCall.Stun;
using PeerCall.Turn.Framing;

namespace PeerCall.Server.Tests.EmbeddedTurn;

/// <summary>A plain TURN client over TCP or TLS, step by step.</summary>
internal sealed class StreamTurnClient : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket;
    private readonly StreamFramer _framer = new(FrameLimits.Allocated);
    private Stream _stream;
    private byte[]? _realm;
    private byte[]? _nonce;
    private byte[] _username = [];
    private byte[] _key = [];

    private StreamTurnClient(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    public Stream Stream => _stream;

    public IPEndPoint Local => (IPEndPoint)_socket.LocalEndPoint!;

    public static async Task<StreamTurnClient> ConnectAsync(IPEndPoint server, bool tls)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, Limit());
        var client = new StreamTurnClient(socket);
        if (!tls)
            return client;
        var secure = new SslStream(client._stream);
        await secure.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = static (_, _, _, _) => true }, Limit());
        client._stream = secure;
        return client;
    }

    /// <summary>Ephemeral credentials, as the server's own issuer makes them.</summary>
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The scheme's algorithm.")]
    public void Use(string secret, string user)
    {
        var username = string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds()}:{user}");
        UsePassword(username, Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(username))));
    }

    public void UsePassword(string username, string password)
    {
        _username = Encoding.UTF8.GetBytes(username);
        _key = CredentialKey.LongTerm(username, "peercall", password);
    }

    public static byte[] Binding()
    {
        var buffer = new byte[StunHeader.Length];
        _ = new StunWriter(buffer, StunMethod.Binding, StunClass.Request, TransactionId.Random());
        return buffer;
    }

    /// <summary>The address that the server sees.</summary>
    public async Task<TransportAddress> BindAsync()
    {
        await SendAsync(Binding());
        return Mapped(await ReceiveAsync() ?? throw new IOException("The server has closed."));
    }

    public static TransportAddress Mapped(byte[] answer)
    {
        StunMessage.TryParse(answer, out var message).ShouldBe(StunFault.None);
        message.Class.ShouldBe(StunClass.SuccessResponse);
        message.TryGet(StunAttributes.XorMappedAddress, out var mapped).ShouldBeTrue();
        return mapped;
    }

    public Task<(TransportAddress Relayed, int? Error)> AllocateAsync(byte? family = null) => RequestAsync(
        StunMethod.Allocate,
        (ref StunWriter writer) =>
        {
            writer.Add(StunAttributes.RequestedTransport, (byte)17);
            if (family is { } value)
                writer.Add(StunAttributes.RequestedAddressFamily, value);
        },
        static message => message.TryGet(StunAttributes.XorRelayedAddress, out var relayed) ? relayed : default);

    public async Task<int?> PermitAsync(TransportAddress peer) => (await RequestAsync<bool>(
        StunMethod.CreatePermission, (ref StunWriter writer) => writer.Add(StunAttributes.XorPeerAddress, peer))).Error;

    public async Task<int?> ChannelBindAsync(ushort channel, TransportAddress peer) => (await RequestAsync<bool>(
        StunMethod.ChannelBind,
        (ref StunWriter writer) =>
        {
            writer.Add(StunAttributes.ChannelNumber, channel);
            writer.Add(StunAttributes.XorPeerAddress, peer);
        })).Error;

    public async Task<int?> RefreshAsync(uint lifetime) => (await RequestAsync<bool>(
        StunMethod.Refresh, (ref StunWriter writer) => writer.Add(StunAttributes.Lifetime, lifetime))).Error;

    public async Task SendDataAsync(ushort channel, byte[] data)
    {
        var frame = new byte[ChannelData.HeaderLength + data.Length + ChannelData.Padding(data.Length)];
        ChannelData.WriteHeader(frame, channel, data.Length);
        data.CopyTo(frame, ChannelData.HeaderLength);
        await SendAsync(frame);
    }

    public async Task<byte[]> ReceiveDataAsync(ushort channel)
    {
        var message = await ReceiveAsync() ?? throw new IOException("The server has closed.");
        ChannelData.TryRead(message, out var number, out var data).ShouldBeTrue();
        number.ShouldBe(channel);
        return data.ToArray();
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes, Limit());

    /// <summary>The next message; null if the server has closed.</summary>
    public async Task<byte[]?> ReceiveAsync()
    {
        while (true)
        {
            switch (_framer.TryRead(out var message))
            {
                case FrameStatus.Message:
                    return message.ToArray();
                case FrameStatus.Broken:
                    throw new IOException("The server sent something else.");
                default:
                    break;
            }
            if (!await TryReceiveAsync())
                return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _framer.Dispose();
    }

    private static CancellationToken Limit() => new CancellationTokenSource(Patience).Token;

    private async Task<bool> TryReceiveAsync()
    {
        try
        {
            var count = await _stream.ReadAsync(_framer.GetBuffer(), Limit());
            _framer.Received(count);
            return count > 0;
        }
        catch (IOException)
        {
            return false; // reset: closed as well
        }
    }

    private async Task<(T? Value, int? Error)> RequestAsync<T>(StunMethod method, WriteAttributes write, Func<StunMessageReader, T>? read = null)
    {
        while (true)
        {
            await SendAsync(Request(method, write));
            var answer = await ReceiveAsync() ?? throw new IOException("The server has closed.");
            if (Read(answer, read, out var value, out var error))
                return (value, error);
        }
    }

    /// <summary>False if the request is to be sent again, with the realm and the nonce that came.</summary>
    private bool Read<T>(byte[] answer, Func<StunMessageReader, T>? read, out T? value, out int? error)
    {
        StunMessage.TryParse(answer, out var message).ShouldBe(StunFault.None);
        (value, error) = (default, null);
        if (message.Class is StunClass.SuccessResponse)
        {
            value = read is null ? default : read(new StunMessageReader(answer));
            return true;
        }
        message.TryGet(StunAttributes.ErrorCode, out var code).ShouldBeTrue();
        error = code.Code;
        if (code.Code is not (401 or 438) || (code.Code == 401 && _nonce is not null))
            return true;
        message.TryGetBytes(StunAttributeType.Realm, out var realm).ShouldBeTrue();
        message.TryGetBytes(StunAttributeType.Nonce, out var nonce).ShouldBeTrue();
        (_realm, _nonce) = (realm.ToArray(), nonce.ToArray());
        return false;
    }

    private byte[] Request(StunMethod method, WriteAttributes write)
    {
        var buffer = new byte[1024];
        var writer = new StunWriter(buffer, method, StunClass.Request, TransactionId.Random());
        write(ref writer);
        if (_nonce is not null)
        {
            writer.AddBytes(StunAttributeType.Username, _username);
            writer.AddBytes(StunAttributeType.Realm, _realm);
            writer.AddBytes(StunAttributeType.Nonce, _nonce);
            writer.AddIntegrity(_key);
        }
        return buffer[..writer.Length];
    }

    private delegate void WriteAttributes(ref StunWriter writer);
}

/// <summary>A received message that can be handed to a lambda.</summary>
internal sealed class StunMessageReader(byte[] bytes)
{
    public bool TryGet<T>(StunAttribute<T> attribute, out T value)
    {
        StunMessage.TryParse(bytes, out var message);
        return message.TryGet(attribute, out value);
    }
}

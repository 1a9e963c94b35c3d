using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace PeerCall.EndToEnd.Turn;

/// <summary>A TURN client over TCP that asks one question at a time.</summary>
internal sealed class TurnStreamProbe : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly TcpClient _client = new(AddressFamily.InterNetwork);

    /// <summary>Connects with a server on 127.0.0.1.</summary>
    public static async Task<TurnStreamProbe> Connect(int port)
    {
        var probe = new TurnStreamProbe();
        await probe._client.ConnectAsync(IPAddress.Loopback, port).WaitAsync(Timeout);
        return probe;
    }

    /// <summary>A Binding. Returns the error code, 0 for success.</summary>
    public async Task<int> Bind() => (await Ask(new TurnMessage(TurnMessage.Binding).Bytes())).Code;

    /// <summary>An allocation with credentials. Returns the error code, 0 for success.</summary>
    public async Task<int> Allocate((string Username, string Password) credential)
    {
        var challenge = await Ask(new TurnMessage(TurnMessage.Allocate).RequestingUdp().Bytes());
        if (challenge.Code != 401)
            return challenge.Code;
        var question = new TurnMessage(TurnMessage.Allocate).RequestingUdp();
        return (await Ask(question.Signed(credential.Username, credential.Password, challenge.Realm, challenge.Nonce))).Code;
    }

    public void Dispose() => _client.Dispose();

    private async Task<TurnAnswer> Ask(byte[] question)
    {
        using var deadline = new CancellationTokenSource(Timeout);
        var stream = _client.GetStream();
        await stream.WriteAsync(question, deadline.Token);
        var header = new byte[TurnMessage.HeaderLength];
        await stream.ReadExactlyAsync(header, deadline.Token);
        var body = new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2))];
        await stream.ReadExactlyAsync(body, deadline.Token);
        return TurnMessage.Read([.. header, .. body]);
    }
}

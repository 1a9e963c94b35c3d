using System.Net;
using System.Net.Sockets;

namespace PeerCall.EndToEnd.Turn;

/// <summary>A TURN client over UDP that asks one question at a time.</summary>
internal sealed class TurnProbe : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private const int AllocationMismatch = 437;
    private const int Ports = 5;

    private readonly IPEndPoint _server;
    private readonly IPAddress? _from;
    private readonly string _username;
    private readonly string _password;
    private UdpClient _socket;
    private TurnAnswer _challenge = new(0, "", []);

    /// <summary>Makes a client.</summary>
    /// <param name="server">Address of the server.</param>
    /// <param name="port">Its UDP port.</param>
    /// <param name="credential">User name and password.</param>
    /// <param name="from">The address to speak from; null: the system chooses.</param>
    public TurnProbe(IPAddress server, int port, (string Username, string Password) credential, IPAddress? from = null)
    {
        _from = from;
        _server = new IPEndPoint(server, port);
        _socket = Open();
        (_username, _password) = credential;
    }

    /// <summary>
    /// Allocates a relay of an address family. Returns the error code, 0 for success. A port that an earlier client's allocation still holds
    /// is left for another one, as RFC 8656 §7.4 asks.
    /// </summary>
    public async Task<int> Allocate(AddressFamily family)
    {
        var code = await AllocateHere(family);
        for (var port = 1; code == AllocationMismatch && port < Ports; port++)
        {
            _socket.Dispose();
            _socket = Open();
            code = await AllocateHere(family);
        }
        return code;
    }

    private async Task<int> AllocateHere(AddressFamily family)
    {
        _challenge = await Ask(new TurnMessage(TurnMessage.Allocate).Requesting(family).Bytes());
        return _challenge.Code == 401 ? await AskSigned(new TurnMessage(TurnMessage.Allocate).Requesting(family)) : _challenge.Code;
    }

    /// <summary>Asks to reach a peer. Returns the error code, 0 for success.</summary>
    public Task<int> Permit(IPAddress peer) => AskSigned(new TurnMessage(TurnMessage.CreatePermission).ForPeer(peer));

    public void Dispose() => _socket.Dispose();

    private UdpClient Open()
    {
        var socket = _from is null ? new UdpClient(_server.AddressFamily) : new UdpClient(new IPEndPoint(_from, 0));
        socket.Connect(_server);
        return socket;
    }

    private async Task<int> AskSigned(TurnMessage question) =>
        (await Ask(question.Signed(_username, _password, _challenge.Realm, _challenge.Nonce))).Code;

    private async Task<TurnAnswer> Ask(byte[] question)
    {
        using var deadline = new CancellationTokenSource(Timeout);
        await _socket.SendAsync(question, deadline.Token);
        return TurnMessage.Read((await _socket.ReceiveAsync(deadline.Token)).Buffer);
    }
}

using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;

namespace PeerCall.Peer.Sessions;

/// <summary>A WebSocket to a server, and where it was opened from.</summary>
/// <param name="Socket">It.</param>
/// <param name="From">This machine's address at its end; null where none is known: the socket is somebody else's, or within the process.</param>
internal readonly record struct OpenedWebSocket(WebSocket Socket, IPAddress? From)
{
    /// <summary>Whether the machine has lost the address: whatever is sent to it goes nowhere, and no answer has to be waited for to know it.</summary>
    public static bool IsStranded(IPAddress? from)
    {
        if (from is null)
            return false;
        // The system knows its addresses best when it is asked for one: a list of networks leaves out some, and a link-local one means nothing without its network.
        try
        {
            using var socket = new Socket(from.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(from, 0));
            return false;
        }
        catch (SocketException fault)
        {
            return fault.SocketErrorCode is SocketError.AddressNotAvailable;
        }
    }
}

using System.Net.Sockets;
using PeerCall.Stun;

namespace PeerCall.Net.Tests.Loops;

/// <summary>The loops that must behave alike.</summary>
public enum LoopKind
{
    Batched,
    BatchedWithoutOffload,
    Portable,
}

internal static class Loop
{
    private static readonly TransportAddress Loopback = TransportAddress.FromIPv4(0x7F000001, 0);

    /// <summary>Starts a loop of a kind.</summary>
    public static UdpLoop Start(LoopKind kind, Func<UdpLoopOptions, UdpLoopOptions>? configure = null)
    {
        var options = new UdpLoopOptions
        {
            Portable = kind is LoopKind.Portable,
            SegmentationOffload = kind is not LoopKind.BatchedWithoutOffload,
        };
        return UdpLoop.Start(configure?.Invoke(options) ?? options);
    }

    /// <summary>Opens a socket that must open.</summary>
    public static UdpSocket MustOpen(this UdpLoop loop, IUdpReceiver receiver, TransportAddress? address = null, int bufferBytes = 4 << 20)
    {
        using (loop.Enter())
        {
            var socket = loop.Open(new UdpBinding(address ?? Loopback) { BufferBytes = bufferBytes }, receiver, out var error);
            error.ShouldBe(SocketError.Success);
            return socket.ShouldNotBeNull();
        }
    }

    /// <summary>Sends one datagram from another thread than the loop's.</summary>
    public static void SendFrom(this UdpLoop loop, UdpSocket socket, TransportAddress destination, ReadOnlySpan<byte> data)
    {
        using (loop.Enter())
            socket.Send(in destination, default, default, data);
    }

    public static TransportAddress Address(string text)
    {
        TransportAddress.TryParse(text, out var address).ShouldBeTrue();
        return address;
    }
}

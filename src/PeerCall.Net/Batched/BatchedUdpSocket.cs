using PeerCall.Stun;

namespace PeerCall.Net.Batched;

/// <summary>A socket of a <see cref="BatchedUdpLoop"/>.</summary>
internal sealed class BatchedUdpSocket(BatchedUdpLoop loop, int descriptor, TransportAddress localAddress, IUdpReceiver receiver) : UdpSocket
{
    /// <inheritdoc/>
    public override TransportAddress LocalAddress { get; } = localAddress;

    /// <summary>Its file descriptor; -1 once closed.</summary>
    internal int Descriptor { get; private set; } = descriptor;

    /// <summary>Who takes what arrives.</summary>
    internal IUdpReceiver Receiver { get; } = receiver;

    /// <summary>Whether it is bound to no particular address, so that each datagram has a local address of its own.</summary>
    internal bool IsAnyAddress { get; } = IsAny(in localAddress);

    /// <summary>Its name in the loop's table, and in epoll.</summary>
    internal ulong Key { get; set; }

    /// <summary>Whether trains of datagrams may be left to the kernel to cut.</summary>
    internal bool Offload { get; set; }

    /// <summary>Its first queued train; -1: nothing is queued.</summary>
    internal int FirstTrain { get; set; } = -1;

    /// <summary>Its newest queued train; -1: nothing is queued.</summary>
    internal int LastTrain { get; set; } = -1;

    /// <summary>Whether it is closed.</summary>
    internal bool IsClosed => Descriptor < 0;

    /// <inheritdoc/>
    public override void Send(in TransportAddress destination, in TransportAddress source, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        if (IsClosed || destination.IsIPv4 != LocalAddress.IsIPv4 || destination.Port == 0)
            return;
        if (IsAnyAddress && !source.IsNone && source.IsIPv4 == LocalAddress.IsIPv4)
            loop.Queue.Add(this, in destination, source.WithPort(0), header, payload);
        else
            loop.Queue.Add(this, in destination, default, header, payload);
    }

    /// <inheritdoc/>
    public override unsafe bool TrySendUnfragmented(in TransportAddress destination, ReadOnlySpan<byte> datagram)
    {
        if (IsClosed || destination.IsIPv4 != LocalAddress.IsIPv4 || destination.Port == 0)
            return false;
        // The option is the socket's: what is queued goes before it is set.
        loop.Queue.Flush(this);
        if (!TrySetFragmentation(Native.MtuDiscoverProbe))
            return false;
        var name = stackalloc byte[SocketName.Capacity];
        var nameLength = SocketName.Write(name, in destination);
        nint sent;
        fixed (byte* data = datagram)
            sent = Native.SendTo(Descriptor, data, (nuint)datagram.Length, Native.DoNotWait | Native.NoSignal, name, nameLength);
        // From now on larger datagrams go to a path that may come to carry less: better in fragments than not at all.
        TrySetFragmentation(Native.MtuDiscoverNever);
        return sent >= 0;
    }

    /// <inheritdoc/>
    public override void Close()
    {
        if (IsClosed)
            return;
        loop.Queue.Flush(this);
        loop.Remove(this);
        _ = Native.Close(Descriptor);
        Descriptor = -1;
    }

    private bool TrySetFragmentation(int value) => LocalAddress.IsIPv4
        ? Native.TrySetOption(Descriptor, Native.LevelIp, Native.IpMtuDiscover, value)
        : Native.TrySetOption(Descriptor, Native.LevelIpv6, Native.Ipv6MtuDiscover, value);

    private static bool IsAny(in TransportAddress address) => address.IsIPv4 ? address.IPv4Bits == 0 : address.IPv6Bits == UInt128.Zero;
}

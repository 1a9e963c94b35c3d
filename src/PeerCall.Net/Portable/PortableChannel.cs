using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using PeerCall.Stun;

namespace PeerCall.Net.Portable;

/// <summary>
/// One socket of the system. It is watched by a peek of one byte that ends when a datagram is there (no buffer is held for an idle socket, nothing
/// is allocated, and no error becomes an exception); the datagrams are then read under the loop's gate.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Close ends it; the peek is disposed of when the system has let go of it.")]
internal sealed class PortableChannel : IThreadPoolWorkItem
{
    private const int DatagramsPerBatch = 32;

    // Then others of the thread pool have their turn.
    private const int BatchesInARow = 16;

    private readonly PortableUdpLoop _loop;
    private readonly PortableUdpSocket _owner;
    private readonly Socket _socket;
    private readonly SocketAsyncEventArgs _peek = new();
    private readonly SocketAddress _source;
    private readonly SocketAddress _destination;
    private EndPoint _sourceWithInfo;
    private bool _isClosed;

    /// <summary>Takes over a bound socket.</summary>
    internal PortableChannel(PortableUdpLoop loop, PortableUdpSocket owner, Socket socket, bool learnsLocalAddress)
    {
        _loop = loop;
        _owner = owner;
        _socket = socket;
        _socket.Blocking = false;
        LearnsLocalAddress = learnsLocalAddress;
        LocalAddress = TransportAddress.From((IPEndPoint)socket.LocalEndPoint!);
        _source = new SocketAddress(socket.AddressFamily);
        _destination = new SocketAddress(socket.AddressFamily);
        _sourceWithInfo = (IPEndPoint)socket.LocalEndPoint!;
        _peek.SetBuffer(new byte[1]);
        _peek.Completed += static (_, peek) => ((PortableChannel)peek.UserToken!).OnPeeked();
        _peek.UserToken = this;
    }

    /// <summary>What it is bound to.</summary>
    internal TransportAddress LocalAddress { get; }

    /// <summary>Whether each datagram's local address has to be asked for, which allocates.</summary>
    private bool LearnsLocalAddress { get; }

    /// <summary>Starts to watch.</summary>
    internal void Start() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    /// <summary>Sends one datagram now. What the system does not take is lost.</summary>
    internal void Send(in TransportAddress destination, ReadOnlySpan<byte> data)
    {
        PortableSocketName.Write(_destination, in destination);
        try
        {
            _socket.SendTo(data, SocketFlags.None, _destination);
        }
        catch (SocketException)
        {
            // No room, no route, or what a destination answered to an earlier datagram: lost, as datagrams may be.
        }
    }

    /// <summary>Closes it.</summary>
    internal void Close()
    {
        _isClosed = true;
        _socket.Dispose();
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute() => Watch();

    private void OnPeeked()
    {
        if (TryReceive())
            Watch();
    }

    private void Watch()
    {
        try
        {
            for (var batches = 0; batches < BatchesInARow; batches++)
            {
                // Each completion leaves the flags it was received with.
                _peek.SocketFlags = SocketFlags.Peek;
                if (_socket.ReceiveAsync(_peek))
                    return;
                if (!TryReceive())
                    return;
            }
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        catch (ObjectDisposedException)
        {
            _peek.Dispose();
        }
    }

    /// <summary>Takes what is there.</summary>
    /// <returns>False if the socket is closed.</returns>
    private bool TryReceive()
    {
        _loop.BeginReceiving();
        try
        {
            // The peek has seen a datagram, perhaps an empty one; MessageSize says that it is longer than the peek.
            if (!_isClosed && _peek.SocketError is SocketError.Success or SocketError.MessageSize)
                ReceiveAll();
        }
        finally
        {
            _loop.EndReceiving();
        }
        if (!_isClosed)
            return true;
        _peek.Dispose();
        return false;
    }

    private void ReceiveAll()
    {
        try
        {
            for (var count = 0; count < DatagramsPerBatch; count++)
            {
                if (LearnsLocalAddress)
                    ReceiveWithLocalAddress();
                else
                    Receive();
                if (_isClosed || _socket.Available == 0)
                    return;
            }
        }
        catch (SocketException)
        {
            // What a destination answered to an earlier datagram, or one that was withdrawn for its checksum: there is nothing to take.
        }
    }

    private void Receive()
    {
        var length = _socket.ReceiveFrom(_loop.Buffer, SocketFlags.None, _source);
        _loop.Hand(_owner, PortableSocketName.Read(_source), LocalAddress, length);
    }

    private void ReceiveWithLocalAddress()
    {
        var flags = SocketFlags.None;
        var length = _socket.ReceiveMessageFrom(_loop.Buffer, ref flags, ref _sourceWithInfo, out var information);
        var source = TransportAddress.From((IPEndPoint)_sourceWithInfo);
        var local = LocalAddress;
        if (information.Address is { } address)
        {
            if (address.IsIPv6LinkLocal)
                address.ScopeId = information.Interface;
            local = TransportAddress.From(address, LocalAddress.Port);
            _owner.ServeAddress(in local);
        }
        _loop.Hand(_owner, in source, in local, length);
    }
}

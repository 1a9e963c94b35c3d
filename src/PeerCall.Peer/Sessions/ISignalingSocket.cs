namespace PeerCall.Peer.Sessions;

/// <summary>One connection to the server that carries text frames. Events come in turns, and none after <see cref="Abandon"/>.</summary>
internal interface ISignalingSocket
{
    /// <summary>Whether the machine has lost the address that it was opened from. Asks the system.</summary>
    bool IsStranded { get; }

    /// <summary>Sends a frame; what cannot be sent is lost with the connection.</summary>
    void Send(ReadOnlyMemory<byte> frame);

    /// <summary>Closes it; nothing more is told.</summary>
    void Abandon(int code);
}

/// <summary>What a connection tells.</summary>
internal interface ISignalingSocketEvents
{
    void Opened();

    void Received(ReadOnlyMemory<byte> frame);

    /// <summary>Told once: it is closed, or did not come about.</summary>
    void Lost(in SocketLoss loss);
}

/// <summary>How a connection ended.</summary>
/// <param name="Code">Close code; 1006 if it broke or did not come about.</param>
/// <param name="Refusal">Why it did not come about; null if it had been open.</param>
internal readonly record struct SocketLoss(int Code, PeerCallException? Refusal = null)
{
    /// <summary>No close frame came (RFC 6455 §7.4.1).</summary>
    public const int Abnormal = 1006;

    /// <summary>No pong in time; one of our own, so that the session can be resumed (docs/protocol.md, section 2.3).</summary>
    public const int HeartbeatLost = 4000;

    /// <summary>It did not open, or the server did not greet, in time.</summary>
    public const int SlowOpening = 4001;
}

namespace PeerCall.Benchmarks.Turn.Load;

/// <summary>One direction between the two ends of a pair. Its packets keep their order, so a gap is a loss.</summary>
/// <param name="index">Its number.</param>
/// <param name="sender">Where its packets leave.</param>
/// <param name="receiver">Where they arrive.</param>
internal sealed class Flow(int index, PairEnd sender, PairEnd receiver)
{
    /// <summary>Its number; that of the opposite direction differs in the last bit.</summary>
    public int Index => index;

    /// <summary>Descriptor of the sending socket.</summary>
    public int Sender { get; } = sender.Descriptor;

    /// <summary>Descriptor of the receiving socket.</summary>
    public int Receiver { get; } = receiver.Descriptor;

    /// <summary>Whether packets leave as ChannelData.</summary>
    public bool SendsChannelData => sender.HasChannel;

    /// <summary>Whether packets arrive as ChannelData.</summary>
    public bool ReceivesChannelData => receiver.HasChannel;

    /// <summary>Length of a datagram as it arrives.</summary>
    public int ReceivedLength => receiver.DatagramLength;

    /// <summary>Number of the next packet to send.</summary>
    public uint Next { get; private set; }

    /// <summary>Number of the packet that has to arrive next.</summary>
    public uint Expected { get; private set; }

    /// <summary>Packets that have arrived.</summary>
    public long Arrived { get; private set; }

    /// <summary>Packets that are lost.</summary>
    public long Lost { get; private set; }

    /// <summary>Packets sent whose fate is not known.</summary>
    public int InFlight => (int)(Next - Expected);

    /// <summary>Notes packets that were sent.</summary>
    public void Sent(int count) => Next += (uint)count;

    /// <summary>Notes one that has arrived. One that comes too late was counted as lost before.</summary>
    public void Received(uint sequence)
    {
        Arrived++;
        var skipped = (int)(sequence - Expected);
        Lost += skipped < 0 ? -1 : skipped;
        if (skipped >= 0)
            Expected = sequence + 1;
    }

    /// <summary>Gives up what is in flight.</summary>
    public void GiveUp()
    {
        Lost += InFlight;
        Expected = Next;
    }
}

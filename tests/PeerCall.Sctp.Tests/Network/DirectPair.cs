namespace PeerCall.Sctp.Tests;

/// <summary>Two associations face to face, with rings of packets that are allocated once: what is measured is theirs.</summary>
internal sealed class DirectPair
{
    private readonly End _a;
    private readonly End _b;
    private TimeSpan _now;

    public DirectPair(SctpOptions options)
    {
        (_a, _b) = (new End(), new End());
        A = new SctpAssociation(options, _a);
        B = new SctpAssociation(options, _b);
        (_a.Association, _b.Association) = (A, B);
        A.Connect(_now);
        B.Connect(_now);
        while (A.State != AssociationState.Established || B.State != AssociationState.Established)
            Step();
    }

    public SctpAssociation A { get; }

    public SctpAssociation B { get; }

    public long Received => _b.Messages;

    /// <summary>Every so many packets one is lost; zero for none.</summary>
    public int LoseEvery { get; set; }

    /// <summary>Sends messages from A to B until all have arrived.</summary>
    public void Transfer(int count, byte[] message, SendOptions send)
    {
        var target = Received + count;
        var left = count;
        while (Received < target)
        {
            while (left > 0 && A.Send(1, 53, message, send, _now) == SendResult.Accepted)
                left--;
            A.Flush(_now);
            Step();
        }
    }

    private void Step()
    {
        var moved = Move(_a, B) + Move(_b, A);
        _now += TimeSpan.FromMilliseconds(0.1);
        if (moved == 0)
        {
            var deadline = A.Deadline < B.Deadline ? A.Deadline : B.Deadline;
            _now = deadline > _now && deadline < TimeSpan.MaxValue ? deadline : _now;
        }

        if (A.Deadline <= _now)
            A.Advance(_now);
        if (B.Deadline <= _now)
            B.Advance(_now);
    }

    private int Move(End from, SctpAssociation to)
    {
        var moved = 0;
        while (from.TryTake(out var packet))
        {
            moved++;
            if (LoseEvery > 0 && ++from.Moved % LoseEvery == 0)
                continue;
            to.Receive(packet, _now);
        }

        return moved;
    }

    private sealed class End : ISctpOutput
    {
        private readonly byte[][] _packets = Enumerable.Range(0, 16_384).Select(_ => new byte[1200]).ToArray();
        private readonly int[] _lengths = new int[16_384];
        private int _head;
        private int _tail;

        public SctpAssociation Association { get; set; } = null!;

        public long Messages { get; private set; }

        public int Moved { get; set; }

        public bool TryTake(out ReadOnlySpan<byte> packet)
        {
            packet = default;
            if (_head == _tail)
                return false;
            packet = _packets[_head & 16_383].AsSpan(0, _lengths[_head & 16_383]);
            _head++;
            return true;
        }

        public bool TransmitProbe(ReadOnlySpan<byte> packet) => false;

        public void Transmit(ReadOnlySpan<byte> packet)
        {
            packet.CopyTo(_packets[_tail & 16_383]);
            _lengths[_tail++ & 16_383] = packet.Length;
        }

        public void OnEstablished()
        {
        }

        public void OnMessage(in ReceivedMessage message)
        {
            Messages++;
            Association.Consume(message.WindowCharge, TimeSpan.Zero);
            message.Dispose();
        }

        public void OnIncomingStreamsReset(ReadOnlySpan<ushort> streams)
        {
        }

        public void OnOutgoingStreamReset(ushort stream, bool performed)
        {
        }

        public void OnBufferedAmountLow(ushort stream)
        {
        }

        public void OnWritable()
        {
        }

        public void OnRestarted()
        {
        }

        public void OnClosed(in SctpCloseReason reason)
        {
        }
    }
}

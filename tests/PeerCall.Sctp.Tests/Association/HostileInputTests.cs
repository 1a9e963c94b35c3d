using System.Buffers.Binary;
using System.Diagnostics;

namespace PeerCall.Sctp.Tests;

public sealed class HostileInputTests
{
    [Fact]
    public void Chunk_lengths_that_lie_end_the_packet_and_nothing_else()
    {
        var raw = new RawPeer().Connect();
        foreach (ushort length in new ushort[] { 0, 1, 3, 5, 7, 0xFFFF, 1000 })
        {
            foreach (var type in new byte[] { 0, 3, 4, 5, 6, 7, 9, 64, 130, 192, 194 })
            {
                var packet = new byte[12 + 16];
                new CommonHeader(5000, 5000, raw.TargetTag, 0).Write(packet);
                packet[12] = type;
                BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(14), length);
                if (type == 6 && length is 5 or 7)
                    continue; // an ABORT, after all
                CommonHeader.WriteChecksum(packet);
                raw.Target.Receive(packet, raw.Network.Now);
            }
        }

        StillWorks(raw);
    }

    [Fact]
    public void Packets_cut_short_or_with_another_tag_port_or_checksum_are_dropped()
    {
        var raw = new RawPeer(1, Peer.Options() with { OfferZeroChecksum = false }).Connect();
        for (var length = 0; length < 16; length++)
            raw.Target.Receive(new byte[length], raw.Network.Now);
        raw.Send(raw.TargetTag ^ 1, w => w.Append(ChunkType.Abort, 0, 0));
        raw.Send(raw.TargetTag, w => w.Append(ChunkType.Abort, 1, 0));
        raw.Send(RawPeer.Tag, w => w.Append(ChunkType.Abort, 0, 0));
        raw.Send(0, w => w.Append(ChunkType.Abort, 0, 0));
        raw.Target.Ended.ShouldBeNull();
        var packet = new byte[16];
        new CommonHeader(5000, 5000, raw.TargetTag, 0).Write(packet);
        packet[12] = 6;
        packet[15] = 4;
        raw.Target.Receive(packet, raw.Network.Now);
        new CommonHeader(5000, 5001, raw.TargetTag, 0).Write(packet);
        CommonHeader.WriteChecksum(packet);
        raw.Target.Receive(packet, raw.Network.Now);
        raw.Target.Association.GetStatistics().PacketsDiscarded.ShouldBe(22);
        StillWorks(raw);
    }

    [Fact]
    public void An_INIT_without_tag_or_streams_makes_no_association()
    {
        var raw = new RawPeer();
        raw.Init(0);
        raw.Answers().ShouldBeEmpty();
        raw.Init(5, streams: 0);
        raw.Answers().ShouldBe([ChunkType.Abort]);
        raw.Connect();
        raw.Init(0);
        raw.Init(5, streams: 0);
        raw.Send(RawPeer.Tag, w => w.Append(ChunkType.Init, 0, 16));
        StillWorks(raw);
    }

    [Fact]
    public void Cookies_that_we_did_not_make_are_not_answered()
    {
        var raw = new RawPeer();
        raw.Init(RawPeer.Tag);
        var cookie = RawPeer.Cookie(raw.Packets[^1]);
        var tag = BinaryPrimitives.ReadUInt32BigEndian(raw.Packets[^1].AsSpan(16));
        raw.Packets.Clear();
        for (var i = 0; i < cookie.Length; i++)
        {
            var changed = cookie.ToArray();
            changed[i] ^= 0x10;
            raw.Send(tag, w => changed.CopyTo(w.Append(ChunkType.CookieEcho, 0, changed.Length)));
        }

        raw.Send(tag, w => w.Append(ChunkType.CookieEcho, 0, 0));
        raw.Send(tag ^ 1, w => cookie.CopyTo(w.Append(ChunkType.CookieEcho, 0, cookie.Length)));
        raw.Answers().ShouldBeEmpty();
        raw.Target.Association.State.ShouldBe(AssociationState.Closed);
        raw.Send(tag, w => cookie.CopyTo(w.Append(ChunkType.CookieEcho, 0, cookie.Length)));
        raw.Target.Association.State.ShouldBe(AssociationState.Established);
    }

    [Fact]
    public void A_thousand_INITs_to_an_association_leave_it_as_it_is()
    {
        var raw = new RawPeer().Connect();
        for (uint i = 1; i <= 1000; i++)
            raw.Init(i);
        raw.Answers().Count.ShouldBe(1000);
        StillWorks(raw);
    }

    [Fact]
    public void Acknowledgements_of_what_was_never_sent_and_reversed_gaps_are_ignored()
    {
        var raw = new RawPeer().Connect();
        var channel = raw.Target.Create("c");
        raw.Target.Send(channel, new byte[5000]);
        var last = raw.TargetTsn + 5;
        Sack(raw, raw.TargetTsn + 100_000, []);
        Sack(raw, raw.TargetTsn - 2_000, []);
        Sack(raw, raw.TargetTsn - 1, [5, 2, 0, 0, 1, 1, 2, 65_535, 65_535, 65_535, 65_535, 0]);
        raw.Target.Association.GetStatistics().BytesInFlight.ShouldBeGreaterThan(5000);
        Sack(raw, last, []);
        raw.Target.Association.GetStatistics().BytesInFlight.ShouldBe(0);
        StillWorks(raw);
    }

    [Fact]
    public void FORWARD_TSN_over_half_of_all_numbers_takes_no_time()
    {
        var raw = new RawPeer().Connect();
        raw.Data(5, [1], stream: 3, ssn: 9);
        var clock = Stopwatch.StartNew();
        raw.Send(w => ForwardTsnChunk.Write(w, false, unchecked(raw.InitialTsn - 1 + int.MaxValue), [new SkippedMessage(3, false, 65_000)]));
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        raw.Target.Ended.ShouldBeNull();
        raw.Target.Association.State.ShouldBe(AssociationState.Established);

        var interleaved = new RawPeer().Connect(interleaving: true);
        clock.Restart();
        var skipped = Enumerable.Range(0, 5000).Select(i => new SkippedMessage((ushort)i, i % 2 == 0, uint.MaxValue / 2)).ToArray();
        interleaved.Send(w => ForwardTsnChunk.Write(w, true, unchecked(interleaved.InitialTsn - 1 + int.MaxValue), skipped));
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        interleaved.Target.Ended.ShouldBeNull();
    }

    [Fact]
    public void Fragments_without_end_are_not_kept_without_limit()
    {
        var options = Peer.Options() with { ReceiveWindow = 400_000, MaxReceiveMessageSize = 300_000 };
        var raw = new RawPeer(1, options).Connect();
        // First fragments of ever new messages, each with a hole behind it.
        for (uint i = 0; i < 30_000 && raw.Target.Ended is null; i++)
            raw.Data(1 + (2 * i), new byte[1000], DataFlags.Begin, stream: (ushort)i);
        raw.Target.Association.GetStatistics().ReceiverWindow.ShouldBe(0);

        // A message that never ends.
        raw = new RawPeer(1, options).Connect();
        for (uint i = 0; i < 3000 && raw.Target.Ended is null; i++)
            raw.Data(i, new byte[1000], i == 0 ? DataFlags.Begin : DataFlags.None);
        raw.Target.Ended!.Value.Cause.ShouldBe(ErrorCauseCode.ProtocolViolation);
        raw.Answers()[^1].ShouldBe(ChunkType.Abort);
    }

    [Fact]
    public void Filling_the_gaps_of_a_closed_window_ends_the_association_at_a_hard_limit()
    {
        var raw = new RawPeer(1, Peer.Options() with { ReceiveWindow = 400_000, MaxReceiveMessageSize = 300_000 }).Connect();
        raw.Data(60_000, [1]);
        for (uint i = 1; i < 60_000 && raw.Target.Ended is null; i++)
            raw.Data(i, new byte[1000], stream: 1, ssn: i);
        raw.Target.Ended!.Value.Cause.ShouldBe(ErrorCauseCode.OutOfResource);
    }

    [Fact]
    public void DATA_without_bytes_ends_the_association_with_that_cause()
    {
        var raw = new RawPeer().Connect();
        raw.Data(0, []);
        raw.Target.Ended!.Value.Cause.ShouldBe(ErrorCauseCode.NoUserData);
    }

    [Fact]
    public void DATA_on_a_stream_that_does_not_exist_is_acknowledged_and_reported()
    {
        var raw = new RawPeer().Connect();
        raw.Data(0, [1], stream: ushort.MaxValue);
        raw.Data(1, [1], stream: ushort.MaxValue);
        raw.Answers().ShouldBe([ChunkType.Error, ChunkType.Error, ChunkType.Sack]);
        StillWorks(raw, 2);
    }

    [Fact]
    public void A_flood_of_reconfigurations_is_answered_and_does_no_harm()
    {
        var raw = new RawPeer().Connect();
        var random = new Random(4);
        for (var i = 0; i < 5000; i++)
        {
            var body = new byte[random.Next(4, 64)];
            random.NextBytes(body);
            BinaryPrimitives.WriteUInt16BigEndian(body, (ushort)random.Next(12, 20));
            BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(2), (ushort)(random.Next(3) == 0 ? random.Next(80) : body.Length));
            if (random.Next(2) == 0 && body.Length >= 8)
                BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(4), raw.InitialTsn + (uint)random.Next(10));
            raw.Chunk(130, 0, body);
        }

        raw.Answers().Count.ShouldBeLessThanOrEqualTo(10_000);
        StillWorks(raw);
    }

    [Fact]
    public void A_request_that_comes_again_is_answered_the_same_and_others_are_refused()
    {
        var raw = new RawPeer().Connect();
        void Request(uint sequence, ushort type, params byte[] rest) =>
            raw.Chunk(130, 0, [(byte)(type >> 8), (byte)type, 0, (byte)(8 + rest.Length), .. BigEndian(sequence), .. rest]);
        uint Result()
        {
            var result = BinaryPrimitives.ReadUInt32BigEndian(raw.Packets[^1].AsSpan(24));
            raw.Packets.Clear();
            return result;
        }

        Request(raw.InitialTsn, 15);
        Result().ShouldBe(2u); // SSN/TSN reset: denied
        Request(raw.InitialTsn, 15);
        Result().ShouldBe(2u);
        Request(raw.InitialTsn + 5, 15);
        Result().ShouldBe(5u); // bad sequence number
        Request(raw.InitialTsn + 1, 18, 0, 5, 0, 0);
        Result().ShouldBe(2u); // add incoming streams: denied
        Request(raw.InitialTsn + 2, 13, [0, 0, 0, 0, .. BigEndian(raw.InitialTsn + 1), 0, 7]);
        Result().ShouldBe(6u); // in progress: data is on its way
        raw.Data(0, [1]);
        raw.Data(1, [1]);
        raw.Answers().Count(t => t == ChunkType.Reconfig).ShouldBe(1);
        Request(raw.InitialTsn + 2, 13, [0, 0, 0, 0, .. BigEndian(raw.InitialTsn + 1), 0, 7]);
        Result().ShouldBe(1u);
        StillWorks(raw, 2);
    }

    [Fact]
    public void Heartbeats_are_answered_with_what_they_hold_even_nothing()
    {
        var raw = new RawPeer().Connect();
        raw.Chunk(4, 0);
        raw.Packets[^1].Length.ShouldBe(16);
        raw.Chunk(4, 0, 0, 1, 0, 6, 9, 9);
        raw.Packets[^1].AsSpan(16).ToArray().ShouldBe(new byte[] { 0, 1, 0, 6, 9, 9, 0, 0 });
        raw.Chunk(5, 0);
        raw.Chunk(5, 0, 0, 1, 0, 12, 1, 2, 3, 4, 5, 6, 7, 8);
        StillWorks(raw);
    }

    [Fact]
    public void Unknown_chunks_are_skipped_reported_or_stop_the_packet_as_their_high_bits_say()
    {
        foreach (var (type, goesOn, reported) in new[] { ((byte)0x3F, false, false), ((byte)0x7F, false, true), ((byte)0xBF, true, false), ((byte)0xFF, true, true) })
        {
            var raw = new RawPeer().Connect();
            raw.Send(w =>
            {
                w.Append((ChunkType)type, 0, 5);
                w.Append(ChunkType.Heartbeat, 0, 0);
            });
            var answers = raw.Answers();
            answers.Contains(ChunkType.HeartbeatAck).ShouldBe(goesOn);
            answers.Contains(ChunkType.Error).ShouldBe(reported);
            StillWorks(raw);
        }
    }

    [Fact]
    public void Errors_and_an_ABORT_with_an_unknown_cause_are_understood()
    {
        var raw = new RawPeer().Connect();
        raw.Chunk(9, 0);
        raw.Chunk(9, 0, 0, 3, 0, 8, 0, 0, 0, 1);
        raw.Chunk(9, 0, 0xFF, 0xFF, 0, 200);
        StillWorks(raw);
        raw.Chunk(6, 0, 0x77, 0x77, 0, 6, 1, 2);
        raw.Target.Ended.ShouldBe(new SctpCloseReason(SctpCloseKind.AbortedByPeer, (ErrorCauseCode)0x7777, ""));
    }

    internal static void StillWorks(RawPeer raw, uint nextTsn = 0)
    {
        raw.Target.Ended.ShouldBeNull();
        raw.Target.Association.State.ShouldBe(AssociationState.Established);
        raw.Packets.Clear();
        raw.Data(nextTsn, [(byte)3, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, (byte)'z'], stream: 40, ppid: 50);
        raw.Target.Incoming.Any(c => c.Label == "z").ShouldBeTrue();
        raw.Data(nextTsn + 1, "works"u8.ToArray(), stream: 40, ssn: 1, ppid: 51);
        raw.Target.Messages[^1].Text.ShouldBe("works");
        raw.Answers().ShouldContain(t => t == ChunkType.Sack);
    }

    private static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static void Sack(RawPeer raw, uint cumulative, ushort[] gaps) => raw.Send(w =>
    {
        var body = w.Append(ChunkType.Sack, 0, 12 + (2 * gaps.Length));
        BinaryPrimitives.WriteUInt32BigEndian(body, cumulative);
        BinaryPrimitives.WriteUInt32BigEndian(body[4..], 1 << 20);
        BinaryPrimitives.WriteUInt16BigEndian(body[8..], (ushort)(gaps.Length / 2));
        body[10..12].Clear();
        for (var i = 0; i < gaps.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(body[(12 + (2 * i))..], gaps[i]);
    });
}

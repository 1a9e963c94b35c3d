using PeerCall.Rtc.Dtls;

namespace PeerCall.Rtc.Tests.Dtls;

public sealed class DataTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(1163, true)]
    [InlineData(1435, true)]
    [InlineData(1436, false)]
    [InlineData(0, false)]
    public void A_record_fits_into_a_datagram_or_is_refused(int size, bool fits)
    {
        using var pair = DtlsPair.Connected();
        var data = new byte[size];
        new Random(1).NextBytes(data);

        pair.Client.Association.Send(data).ShouldBe(fits);
        pair.Carry();

        pair.Server.Data.Count.ShouldBe(fits ? 1 : 0);
        if (fits)
            pair.Server.Data[0].ShouldBe(data);
        pair.IsConnected().ShouldBeTrue();
    }

    [Fact]
    public void The_largest_record_of_all_arrives()
    {
        using var pair = DtlsPair.Connected(options => options with { MaxDatagramSize = OpenSslDtlsEngine.LargestDatagramSize });
        var data = new byte[1 << 14];
        new Random(2).NextBytes(data);

        pair.Server.Association.Send(data).ShouldBeTrue();
        pair.Carry();

        pair.Client.Data.ShouldHaveSingleItem().ShouldBe(data);
    }

    [Fact]
    public void Several_records_in_one_datagram_arrive_one_by_one()
    {
        using var pair = DtlsPair.Connected();
        for (byte i = 0; i < 5; i++)
            pair.Client.Association.Send([i]);
        var datagram = pair.Client.Sent.SelectMany(static part => part).ToArray();
        pair.Client.Sent.Clear();

        pair.Server.Association.Receive(datagram, pair.Now);

        pair.Server.Data.Select(static data => data.Single()).ShouldBe([0, 1, 2, 3, 4]);
    }

    [Fact]
    public void Sending_and_closing_are_allowed_from_the_events()
    {
        using var pair = DtlsPair.Connected();
        pair.Server.WhenData = data =>
        {
            pair.Server.Association.Send(data).ShouldBeTrue();
            pair.Server.Association.Close();
        };

        pair.Client.Association.Send("echo"u8);
        pair.Carry();

        pair.Client.Data.ShouldHaveSingleItem().ShouldBe("echo"u8.ToArray());
        pair.Client.State.ShouldBe(DtlsState.Closed);
        pair.Server.State.ShouldBe(DtlsState.Closed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_close_is_heard_by_the_other_end(bool clientCloses)
    {
        using var pair = DtlsPair.Connected();
        var (closing, other) = clientCloses ? (pair.Client, pair.Server) : (pair.Server, pair.Client);

        closing.Association.Close();
        closing.Association.Close();
        pair.Carry();

        other.States.ShouldBe([DtlsState.Connecting, DtlsState.Connected, DtlsState.Closed]);
        closing.States.ShouldBe([DtlsState.Connecting, DtlsState.Connected, DtlsState.Closed]);
        other.Association.Send("late"u8).ShouldBeFalse();
        other.Association.Failure.ShouldBeNull();
    }

    [Fact]
    public void Both_ends_export_the_same_keys_once_connected()
    {
        using var pair = new DtlsPair();
        var (one, other) = (new byte[56], new byte[56]);
        pair.Client.Association.TryExportKeyingMaterial("EXTRACTOR-dtls_srtp", one).ShouldBeFalse();

        pair.Start();
        pair.Client.Association.TryExportKeyingMaterial("EXTRACTOR-dtls_srtp", one).ShouldBeFalse();
        pair.RunUntil(pair.IsConnected);

        pair.Client.Association.TryExportKeyingMaterial("EXTRACTOR-dtls_srtp", one).ShouldBeTrue();
        pair.Server.Association.TryExportKeyingMaterial("EXTRACTOR-dtls_srtp", other).ShouldBeTrue();
        one.ShouldBe(other);
        one.ShouldContain(static part => part != 0);
    }

    [Fact]
    public void What_the_output_throws_comes_out_of_the_call_and_not_through_the_library()
    {
        using var association = DtlsEnd.Engine.Create(DtlsPair.Options(true), new Throwing());

        Should.Throw<NotSupportedException>(() => association.Start(TimeSpan.Zero));
    }

    [Fact]
    public void Nothing_is_allocated_per_record()
    {
        using var pair = DtlsPair.Connected();
        using var sender = new Quiet(true);
        using var receiver = new Quiet(false);
        sender.Other = receiver;
        receiver.Other = sender;
        receiver.Association.Start(TimeSpan.Zero);
        sender.Association.Start(TimeSpan.Zero);
        for (var i = 0; i < 10; i++)
        {
            sender.Flush();
            receiver.Flush();
        }

        sender.Association.State.ShouldBe(DtlsState.Connected);
        var data = new byte[1163];
        Exchange(sender, data, 200);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Exchange(sender, data, 2000);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        receiver.Received.ShouldBe(2200);
    }

    private static void Exchange(Quiet sender, byte[] data, int count)
    {
        for (var i = 0; i < count; i++)
        {
            sender.Association.Send(data);
            sender.Flush();
        }
    }

    private sealed class Throwing : IDtlsOutput
    {
        public void Transmit(ReadOnlySpan<byte> datagram) => throw new NotSupportedException();

        public void OnData(ReadOnlySpan<byte> data)
        {
        }

        public void OnStateChanged(DtlsState state)
        {
        }
    }

    private sealed class Quiet : IDtlsOutput, IDisposable
    {
        private readonly byte[] _waiting = new byte[8192];
        private readonly int[] _lengths = new int[8];
        private int _count;
        private int _used;

        internal Quiet(bool isClient) => Association = DtlsEnd.Engine.Create(DtlsPair.Options(isClient), this);

        internal IDtlsAssociation Association { get; }

        internal Quiet? Other { get; set; }

        internal int Received { get; private set; }

        public void Transmit(ReadOnlySpan<byte> datagram)
        {
            datagram.CopyTo(_waiting.AsSpan(_used));
            _lengths[_count++] = datagram.Length;
            _used += datagram.Length;
        }

        public void OnData(ReadOnlySpan<byte> data) => Received++;

        public void OnStateChanged(DtlsState state)
        {
        }

        public void Dispose() => Association.Dispose();

        internal void Flush()
        {
            var start = 0;
            for (var i = 0; i < _count; i++)
            {
                Other!.Association.Receive(_waiting.AsSpan(start, _lengths[i]), TimeSpan.Zero);
                start += _lengths[i];
            }

            (_count, _used) = (0, 0);
        }
    }
}

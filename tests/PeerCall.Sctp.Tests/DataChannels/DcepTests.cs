namespace PeerCall.Sctp.Tests;

public sealed class DcepTests
{
    private static readonly byte[] Open = [3, 0x81, 1, 0, 0, 0, 0, 5, 0, 2, 0, 1, (byte)'a', (byte)'b', (byte)'p'];

    [Fact]
    public void An_opening_is_read_as_it_was_written()
    {
        var raw = new RawPeer().Connect();
        raw.Data(0, Open, ppid: 50, stream: 2);
        var channel = raw.Target.Incoming[0];
        channel.Label.ShouldBe("ab");
        channel.Options.ShouldBe(new DataChannelOptions { IsOrdered = false, MaxRetransmits = 5, Protocol = "p", Id = 2, Priority = 256 });
        raw.Answers().ShouldContain(t => t == ChunkType.Data);
    }

    [Fact]
    public void Every_message_that_is_wrong_costs_its_stream_and_no_other()
    {
        var wrong = new List<byte[]>();
        for (var length = 1; length < Open.Length; length++)
            wrong.Add(Open[..length]);
        wrong.Add([.. Open, 0]);
        wrong.Add(With(1, 3));
        wrong.Add(With(1, 0x7F));
        wrong.Add(With(9, 0xFF));
        wrong.Add(With(11, 0xFF));
        wrong.Add(With(12, 0xFF)); // not UTF-8
        wrong.Add([77]);
        foreach (var message in wrong)
        {
            var raw = new RawPeer().Connect();
            raw.Data(0, message, ppid: 50, stream: 2);
            raw.Target.Incoming.ShouldBeEmpty();
            raw.Answers().ShouldContain(t => t == ChunkType.Reconfig);
            HostileInputTests.StillWorks(raw, 1);
        }

        static byte[] With(int index, byte value)
        {
            var message = Open.ToArray();
            message[index] = value;
            return message;
        }
    }

    [Fact]
    public void A_stream_of_the_wrong_parity_is_reset()
    {
        var raw = new RawPeer().Connect();
        raw.Data(0, Open, ppid: 50, stream: 3);
        raw.Target.Incoming.ShouldBeEmpty();
        raw.Answers().ShouldContain(t => t == ChunkType.Reconfig);
    }

    [Fact]
    public void An_opening_on_a_stream_in_use_closes_that_channel()
    {
        var raw = new RawPeer().Connect();
        raw.Data(0, Open, ppid: 50, stream: 2);
        raw.Data(1, Open, ppid: 50, stream: 2, ssn: 1);
        raw.Target.Incoming.Count.ShouldBe(1);
        raw.Target.Incoming[0].State.ShouldBe(DataChannelState.Closing);
    }

    [Fact]
    public void Messages_for_no_channel_or_of_an_unknown_kind_are_dropped_and_do_not_fill_the_window()
    {
        var raw = new RawPeer().Connect();
        var window = raw.Target.Association.GetStatistics().ReceiverWindow;
        raw.Data(0, Open, ppid: 50, stream: 2);
        raw.Data(1, new byte[500], ppid: 53, stream: 9);
        raw.Data(2, new byte[500], ppid: 52, stream: 2, ssn: 1);
        raw.Data(3, new byte[500], ppid: 0, stream: 2, ssn: 2);
        raw.Data(4, [0], ppid: 57, stream: 2, ssn: 3);
        raw.Target.Messages.Single().Bytes.ShouldBeEmpty();
        raw.Target.Association.GetStatistics().ReceiverWindow.ShouldBe(window);
    }
}

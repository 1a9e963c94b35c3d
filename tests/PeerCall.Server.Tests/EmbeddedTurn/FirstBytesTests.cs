using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using PeerCall.Server.EmbeddedTurn;

namespace PeerCall.Server.Tests.EmbeddedTurn;

public sealed class FirstBytesTests
{
    private static readonly byte[] Binding = [0x00, 0x01, 0x00, 0x00, 0x21, 0x12, 0xA4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

    [Fact]
    public void Stun_is_known_by_its_eighth_byte_and_not_before()
    {
        for (var length = 0; length < 8; length++)
            Look(Binding[..length]).ShouldBe(Beginning.Unknown);
        Look(Binding[..8]).ShouldBe(Beginning.Stun);
        Look(Binding).ShouldBe(Beginning.Stun);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("OPTIONS * HTTP/1.1\r\n")]
    [InlineData("get")]
    [InlineData("P")]
    [InlineData("\r\nGET / HTTP/1.1\r\n")]
    [InlineData("\r\n\r\nGET / HTTP/1.1\r\n")]
    public void Http_is_not(string text) => Look(Encoding.ASCII.GetBytes(text)).ShouldBe(Beginning.Other);

    [Fact]
    public void A_wrong_cookie_is_told_at_its_first_wrong_byte()
    {
        for (var at = 4; at < 8; at++)
        {
            var wrong = Binding.ToArray();
            wrong[at] ^= 1;
            Look(wrong[..(at + 1)]).ShouldBe(Beginning.Other);
        }
    }

    [Fact]
    public void A_length_that_no_message_has_is_not_stun() => Look([0x00, 0x01, 0x00, 0x01]).ShouldBe(Beginning.Other);

    [Fact]
    public void Tls_is_known_by_its_first_byte() => Look([0x16]).ShouldBe(Beginning.Tls);

    [Fact]
    public async Task What_was_looked_at_is_read_again_byte_for_byte()
    {
        var pipe = new Pipe();
        var looking = Peek.AtStartAsync(pipe.Reader, CancellationToken.None).AsTask();
        foreach (var one in Binding)
        {
            await pipe.Writer.WriteAsync(new[] { one });
            if (looking.IsCompleted)
                break;
        }
        (await looking).ShouldBe(Beginning.Stun);
        await pipe.Writer.WriteAsync(Binding.AsMemory(8));
        await pipe.Writer.CompleteAsync();
        var read = await pipe.Reader.ReadAtLeastAsync(Binding.Length + 8);
        read.Buffer.Slice(0, 8).ToArray().ShouldBe(Binding[..8]);
    }

    [Fact]
    public async Task A_connection_that_ends_before_it_has_said_anything_is_left_to_http()
    {
        var pipe = new Pipe();
        await pipe.Writer.CompleteAsync();
        (await Peek.AtStartAsync(pipe.Reader, CancellationToken.None)).ShouldBe(Beginning.Other);
    }

    private static Beginning Look(byte[] bytes)
    {
        var whole = FirstBytes.Look(new ReadOnlySequence<byte>(bytes));
        FirstBytes.Look(Scattered(bytes)).ShouldBe(whole);
        return whole;
    }

    private static ReadOnlySequence<byte> Scattered(byte[] bytes)
    {
        if (bytes.Length == 0)
            return ReadOnlySequence<byte>.Empty;
        var first = new Part(bytes.AsMemory(0, 1), before: null);
        var last = first;
        for (var i = 1; i < bytes.Length; i++)
            last = new Part(bytes.AsMemory(i, 1), last);
        return new ReadOnlySequence<byte>(first, 0, last, 1);
    }

    private sealed class Part : ReadOnlySequenceSegment<byte>
    {
        public Part(ReadOnlyMemory<byte> memory, Part? before)
        {
            Memory = memory;
            if (before is null)
                return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}

using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace PeerCall.Signaling.Tests;

/// <summary>A signal's body is carried byte for byte, whatever stands in it and in whatever order.</summary>
public class SignalEnvelopeTests
{
    private const string To = "z8w4t6r2pb";

    [Theory]
    [InlineData("""{ "type": "offer" , "sdp" : "v=0\r\n\u00e9\/" }""")]
    [InlineData("""{"sdp":"𝄞 \ud834\udd1e","x":[1.0,1e0,-0,{"a":null}]}""")]
    public void Body_is_passed_on_with_every_blank_and_escape(string description)
    {
        var relayed = Relay($$"""{"type":"signal","id":7,"to":"{{To}}","link":"a1","description":{{description}}}""");

        relayed.ShouldBe($$"""{"type":"signal","seq":12,"from":"k3v9x2m7qa","link":"a1","description":{{description}}}""");
    }

    [Fact]
    public void Members_may_come_in_any_order_and_unknown_ones_are_dropped()
    {
        var relayed = Relay($$"""{"type":"signal","x":{"id":1},"candidate":null,"remoteLink":"b","to":"{{To}}","link":"a","id":3}""");

        relayed.ShouldBe("""{"type":"signal","seq":12,"from":"k3v9x2m7qa","link":"a","remoteLink":"b","candidate":null}""");
    }

    [Fact]
    public void Any_text_survives()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<string>().Filter(s => s is not null), text =>
        {
            var sdp = JsonSerializer.Serialize(text);
            return Relay($$$"""{"type":"signal","id":1,"to":"{{{To}}}","link":"a","description":{"sdp":{{{sdp}}} }}""")
                == $$$"""{"type":"signal","seq":12,"from":"k3v9x2m7qa","link":"a","description":{"sdp":{{{sdp}}} }}""";
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_truncation_is_refused_without_an_exception()
    {
        var whole = Encoding.UTF8.GetBytes($$$"""{"type":"signal","id":7,"to":"{{{To}}}","link":"a1","description":{"type":"offer","sdp":"v=0"}}""");
        for (var length = 0; length < whole.Length; length++)
        {
            ClientMessageReader.Read(whole.AsSpan(0, length)).ErrorCode.ShouldBe(ErrorCodes.BadMessage);
        }
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        var random = new Random(4711);
        var whole = Encoding.UTF8.GetBytes($$$"""{"type":"signal","id":7,"to":"{{{To}}}","link":"a1","description":{"type":"offer","sdp":"v=0"}}""");
        for (var i = 0; i < 20_000; i++)
        {
            var copy = (byte[])whole.Clone();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                copy[random.Next(copy.Length)] = (byte)random.Next(256);
            }

            Should.NotThrow(() => ClientMessageReader.Read(copy));
        }
    }

    private static string Relay(string message)
    {
        var bytes = Encoding.UTF8.GetBytes(message);
        var reading = ClientMessageReader.Read(bytes);
        reading.ErrorCode.ShouldBeNull(reading.ErrorText);
        Encoding.UTF8.GetString(bytes[reading.Signal.To]).ShouldBe(To);
        var outgoing = reading.Signal.ForReceiver(bytes, "k3v9x2m7qa");
        var target = new byte[outgoing.Length + OutgoingMessage.MaxSeqLength];
        return Encoding.UTF8.GetString(target, 0, outgoing.Write(target, 12));
    }
}

using System.Text;
using System.Text.Json;

namespace PeerCall.Signaling.Tests;

/// <summary>The scanner accepts exactly what System.Text.Json accepts, for everything that a sender can put into a body.</summary>
public class JsonScannerTests
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\\\", "\\\"", "\\n", "\\r\\n", "\\u00e9", "\\u12", "\\x", "\n", "\u0001", " ", "\t", "0", "-0", "01", "1.5", "1.", ".5", "1e5",
        "1e", "-", "true", "false", "null", "nul", "\"a\":", "\"sdp\":\"v=0\\r\\na=group:BUNDLE 0 1 2\\r\\na=msid-semantic: WMS\\r\\n\"", "é", "𝄞", "{}", "[]", "[1,2]",
        "\"" + "0123456789abcdef0123456789abcdef0123456789" + "\\\"",
    ];

    [Fact]
    public void It_agrees_with_the_library_on_a_million_bytes_of_nonsense()
    {
        var random = new Random(8259);
        var valid = 0;
        for (var i = 0; i < 60_000; i++)
        {
            var text = new StringBuilder();
            for (var n = random.Next(1, 9); n > 0; n--)
            {
                text.Append(Pieces[random.Next(Pieces.Length)]);
            }

            var body = random.Next(3) switch { 0 => "{" + text + "}", 1 => "{\"a\":[" + text + "]}", _ => "{\"a\":\"" + text + "\"}" };
            var accepted = Accepts(body);
            accepted.ShouldBe(LibraryAccepts(body), body);
            valid += accepted ? 1 : 0;
        }

        valid.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public void It_agrees_with_the_library_wherever_one_byte_of_a_real_offer_is_changed()
    {
        var sdp = string.Concat(Enumerable.Range(0, 12).Select(i => $"a=rtpmap:{i} VP8/90000\\r\\na=fmtp:{i} \\\"x\\\" \\/ \\u0041\\t\\r\\n"));
        var offer = "{\"type\":\"offer\",\"sdp\":\"" + sdp + "\"}";
        foreach (var c in new[] { '"', '\\', '\n', 'x', '}', 'u', ' ' })
        {
            for (var at = 1; at < offer.Length - 1; at++)
            {
                var changed = string.Concat(offer.AsSpan(0, at), c.ToString(), offer.AsSpan(at + 1));
                Accepts(changed).ShouldBe(LibraryAccepts(changed), changed);
            }
        }
    }

    [Fact]
    public void The_depth_is_bounded()
    {
        Accepts(Nested(14)).ShouldBeTrue();
        Accepts(Nested(15)).ShouldBeFalse();
        Accepts(Nested(20_000)).ShouldBeFalse();

        static string Nested(int arrays) => "{\"a\":" + new string('[', arrays) + new string(']', arrays) + "}";
    }

    [Fact]
    public void A_member_cannot_hide_behind_escapes() =>
        ClientMessageReader.Read("""{"type":"signal","id":1,"to":"abc","link":"a","candidate":null,"\u0074o":"xyz"}"""u8).ErrorCode.ShouldBe("bad-message");

    private static bool Accepts(string body) =>
        ClientMessageReader.Read(Encoding.UTF8.GetBytes("{\"type\":\"signal\",\"id\":1,\"to\":\"abc\",\"link\":\"a\",\"description\":" + body + "}")).ErrorCode is null;

    private static bool LibraryAccepts(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 15 });
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

namespace PeerCall.Signaling.Tests;

public class NameTests
{
    [Theory]
    [InlineData("  Ada \t\n Lovelace ", "Ada Lovelace")]
    [InlineData("Ad\u202Ea", "Ada")] // right-to-left override
    [InlineData("\u2066Ada\u2069", "Ada")] // isolates
    [InlineData("A\u200Bd\u200Da\uFEFF", "Ada")] // zero-width
    [InlineData("\u001b[31mAda", "[31mAda")] // terminal escape
    [InlineData("李小龙 🎸", "李小龙 🎸")]
    public void Names_are_cleaned(string name, string cleaned) => DisplayName.Clean(name).ShouldBe(cleaned);

    [Theory]
    [InlineData("")]
    [InlineData(" \t ")]
    [InlineData("\u200B\u202E\u2060")]
    [InlineData("\u3164\u115F")] // Hangul fillers look like nothing
    public void A_name_that_shows_nothing_is_none(string name) => DisplayName.Clean(name).ShouldBeNull();

    [Fact]
    public void A_long_name_is_cut_between_characters()
    {
        var cleaned = DisplayName.Clean(new string('x', 63) + "😀😀")!;

        cleaned.ShouldBe(new string('x', 63));
    }

    [Theory]
    [InlineData("quiet-harbour-4821", true)]
    [InlineData("abc", true)]
    [InlineData("ab", false)]
    [InlineData("-abc", false)]
    [InlineData("abc-", false)]
    [InlineData("Abc", false)]
    [InlineData("a/../b", false)]
    [InlineData("a%00b", false)]
    public void Rooms_have_a_form(string name, bool valid) => RoomName.IsValid(name).ShouldBe(valid);

    [Fact]
    public void Final_close_codes_are_never_retried()
    {
        CloseCodes.IsRetryable(CloseCodes.Replaced).ShouldBeFalse();
        CloseCodes.IsRetryable(CloseCodes.BadProtocol).ShouldBeFalse();
        CloseCodes.IsRetryable(CloseCodes.GoingAway).ShouldBeTrue();
        CloseCodes.IsRetryable(1006).ShouldBeTrue();
    }
}

using PeerCall.Cli.CommandLine;

namespace PeerCall.Cli.Tests.CommandLine;

/// <summary>Times and sizes as people write them.</summary>
public class ValuesTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("5m", 300_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("10", 10_000)]
    public void A_time(string text, double milliseconds)
    {
        Durations.TryParse(text, out var duration).ShouldBeTrue();
        duration.TotalMilliseconds.ShouldBe(milliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("0")]
    [InlineData("-1s")]
    [InlineData("1d")]
    [InlineData("1000000h")]
    [InlineData("NaN")]
    public void No_time(string text) => Durations.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("0", 0)]
    [InlineData("4096", 4096)]
    [InlineData("500M", 500L << 20)]
    [InlineData("2g", 2L << 30)]
    [InlineData("2GiB", 2L << 30)]
    [InlineData("1T", 1L << 40)]
    public void A_size(string text, long bytes)
    {
        Sizes.TryParse(text, out var read).ShouldBeTrue();
        read.ShouldBe(bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("G")]
    [InlineData("-1")]
    [InlineData("1.5G")]
    [InlineData("9999999999T")]
    public void No_size(string text) => Sizes.TryParse(text, out _).ShouldBeFalse();
}

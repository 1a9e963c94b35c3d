using System.Diagnostics;
using PeerCall.Rtc.Sdp;

namespace PeerCall.Rtc.Tests.Sdp;

public sealed class SdpFuzzTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(10);

    private const int Seeds = 20_000;

    [Fact]
    public void Whatever_becomes_of_a_description_reading_it_throws_nothing_and_what_is_read_can_be_written()
    {
        var fixtures = SdpFixtures.All.Select(SdpFixtures.Read).ToArray();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var text = Mutate(fixtures, random);
            try
            {
                if (SdpReader.TryRead(text, out var description, out _))
                    SdpReader.TryRead(SdpWriter.Write(description), out _, out var fault).ShouldBeTrue(fault.ToString());
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Seed {seed} fails.", error);
            }
        }
    }

    [Fact]
    public void The_largest_descriptions_cost_little()
    {
        const string header = "v=0\no=- 1 1 IN IP4 127.0.0.1\n";
        foreach (var line in new[]
        {
            "a=candidate:1 1 udp 1 192.0.2.1 9 typ host\n", "m=audio 9 X 0\n", "a=group:BUNDLE" + string.Concat(Enumerable.Repeat(" a", 120)) + "\n",
            "a=fingerprint:sha-512 " + string.Join(':', Enumerable.Repeat("AB", 64)) + "\n", "a=ice-options:" + new string(' ', 2000) + "\n", "a=\n",
        })
        {
            var text = header + string.Concat(Enumerable.Repeat(line, 64 * 1024 / line.Length - 1));
            SdpReader.TryRead(text, out _, out _);
            var best = TimeSpan.MaxValue;
            // The machine may do other things in between, and the runtime compiles in stages; the work itself is what is bounded.
            for (var i = 0; i < 100 && best >= Limit; i++)
            {
                var start = Stopwatch.GetTimestamp();
                SdpReader.TryRead(text, out _, out _);
                var took = Stopwatch.GetElapsedTime(start);
                best = took < best ? took : best;
            }
            best.ShouldBeLessThan(Limit, line[..Math.Min(20, line.Length)]);
        }
    }

    private static string Mutate(string[] fixtures, Random random)
    {
        var lines = fixtures[random.Next(fixtures.Length)].Split('\n').ToList();
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var at = random.Next(lines.Count);
            switch (random.Next(7))
            {
                case 0:
                    lines.RemoveAt(at);
                    if (lines.Count == 0)
                        return "";
                    break;
                case 1:
                    lines.Insert(at, lines[random.Next(lines.Count)]);
                    break;
                case 2:
                    var other = fixtures[random.Next(fixtures.Length)].Split('\n');
                    lines.Insert(at, other[random.Next(other.Length)]);
                    break;
                case 3:
                    lines[at] = lines[at][..random.Next(lines[at].Length + 1)];
                    break;
                case 4 when lines[at].Length > 0:
                    var characters = lines[at].ToCharArray();
                    characters[random.Next(characters.Length)] = (char)random.Next(random.Next(2) == 0 ? 128 : 65536);
                    lines[at] = new string(characters);
                    break;
                case 5 when lines[at].IndexOf(':', StringComparison.Ordinal) is > 0 and var colon:
                    lines[at] = lines[at][..(colon + 1)] + random.NextInt64(long.MinValue, long.MaxValue);
                    break;
                default:
                    (lines[at], lines[^1]) = (lines[^1], lines[at]);
                    break;
            }
        }
        return string.Join('\n', lines);
    }
}

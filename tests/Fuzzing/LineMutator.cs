using System.Text;

namespace PeerCall.Tests.Fuzzing;

/// <summary>Changes lines of text at random; the same seed makes the same changes.</summary>
/// <param name="seed">Seed.</param>
/// <param name="corpus">Where it starts from.</param>
/// <param name="separators">Characters between the words of a line: words change places, come twice and go.</param>
internal sealed class LineMutator(int seed, IReadOnlyList<string> corpus, string separators)
{
    private const string Odd = "\0\t\r\n \u00a0\u0130\u017f\u0660\u3002\ud83d\uff0e%+-.:[]@/?#\\'\"<>";
    private static readonly string[] Numbers = ["0", "00", "1", "-1", "+1", "65535", "65536", "2147483648", "4294967296", "99999999999999999999", "0x10", "1e3"];
    private readonly Random _random = new(seed);
    private readonly string[] _words = [.. corpus.SelectMany(line => line.Split([.. separators])).Distinct(StringComparer.Ordinal), .. Numbers];

    /// <summary>The next line.</summary>
    public string Next()
    {
        var line = new StringBuilder(corpus[_random.Next(corpus.Count)]);
        for (var changes = _random.Next(1, 5); changes > 0; changes--)
            Change(line);
        return line.ToString();
    }

    private void Change(StringBuilder line)
    {
        var at = _random.Next(line.Length + 1);
        switch (_random.Next(7))
        {
            case 0:
                line.Insert(at, Odd[_random.Next(Odd.Length)]);
                break;
            case 1:
                line.Insert(at, separators[_random.Next(separators.Length)]);
                break;
            case 2:
                line.Remove(at, _random.Next(line.Length - at + 1));
                break;
            case 3 when at < line.Length:
                line[at] = (char)_random.Next(0x80);
                break;
            case 4:
                var (start, end) = WordAt(line, at);
                line.Remove(start, end - start).Insert(start, _words[_random.Next(_words.Length)]);
                break;
            case 5:
                line.Insert(at, _words[_random.Next(_words.Length)], _random.Next(20) == 0 ? 200 : 1);
                break;
            default:
                line.Insert(at, corpus[_random.Next(corpus.Count)]);
                break;
        }
    }

    private (int Start, int End) WordAt(StringBuilder line, int at)
    {
        var (start, end) = (at, at);
        while (start > 0 && !separators.Contains(line[start - 1], StringComparison.Ordinal))
            start--;
        while (end < line.Length && !separators.Contains(line[end], StringComparison.Ordinal))
            end++;
        return (start, end);
    }
}

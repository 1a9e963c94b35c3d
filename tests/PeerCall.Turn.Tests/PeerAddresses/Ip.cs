using System.Globalization;
using System.Numerics;
using PeerCall.Stun;

namespace PeerCall.Turn.Tests.PeerAddresses;

/// <summary>An address as a number, with a parser and a printer of its own, so that the oracle shares nothing with the product.</summary>
internal readonly record struct Ip(bool IsV6, BigInteger Value)
{
    public int Bits => IsV6 ? 128 : 32;

    public BigInteger Max => (BigInteger.One << Bits) - 1;

    /// <summary>All digits in hexadecimal: 8 or 32.</summary>
    public string Hex => IsV6 ? (Value + (BigInteger.One << 132)).ToString("x", CultureInfo.InvariantCulture)[^32..] : ((ulong)Value).ToString("x8", CultureInfo.InvariantCulture);

    public static Ip Parse(string text)
    {
        if (!text.Contains(':', StringComparison.Ordinal))
            return new Ip(false, text.Split('.').Aggregate(BigInteger.Zero, (sum, part) => (sum * 256) + int.Parse(part, CultureInfo.InvariantCulture)));
        var last = text.LastIndexOf(':') + 1;
        if (text[last..].Contains('.', StringComparison.Ordinal))
        {
            var tail = Parse(text[last..]).Hex;
            text = $"{text[..last]}{tail[..4]}:{tail[4..]}";
        }
        var halves = text.Split("::");
        var left = Groups(halves[0]);
        var right = halves.Length > 1 ? Groups(halves[1]) : [];
        var all = left.Concat(Enumerable.Repeat(0, 8 - left.Length - right.Length)).Concat(right);
        return new Ip(true, all.Aggregate(BigInteger.Zero, (sum, group) => (sum << 16) + group));
    }

    /// <summary>First and last address of a CIDR block.</summary>
    public static (Ip First, Ip Last) ParseBlock(string cidr)
    {
        var parts = cidr.Split('/');
        var first = Parse(parts[0]);
        var size = BigInteger.One << (first.Bits - int.Parse(parts[1], CultureInfo.InvariantCulture));
        (first.Value % size).ShouldBe(BigInteger.Zero, cidr);
        return (first, first with { Value = first.Value + size - 1 });
    }

    public static Ip FromHex(string hex) => new(hex.Length > 8, BigInteger.Parse("0" + hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    public bool IsIn(string cidr)
    {
        var (first, last) = ParseBlock(cidr);
        return first.IsV6 == IsV6 && first.Value <= Value && Value <= last.Value;
    }

    /// <summary>For the product.</summary>
    public TransportAddress At(int port) => TransportAddress.FromBytes(Convert.FromHexString(Hex), port);

    public override string ToString() => At(0).ToIPAddress().ToString();

    private static int[] Groups(string text) =>
        text.Length == 0 ? [] : [.. text.Split(':').Select(g => int.Parse(g, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
}

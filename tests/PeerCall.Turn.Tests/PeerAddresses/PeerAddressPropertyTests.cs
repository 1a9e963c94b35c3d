using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.PeerAddresses;

/// <summary>The policy against an oracle that shares no code with it, on addresses that lie at the edges of ranges and hide in one another.</summary>
public class PeerAddressPropertyTests
{
    private static readonly string[] Networks =
    [
        "10.0.0.0/8", "10.1.0.0/16", "127.0.0.0/8", "192.168.0.0/17", "8.8.8.0/24", "8.8.8.8/32", "0.0.0.0/0", "128.0.0.0/1", "::ffff:172.16.0.0/108",
        "::ffff:8.8.0.0/112", "::ffff:0:0/96", "::/0", "::1/128", "2000::/3", "2a00:1450::/29", "fd00::/8", "fe80::/10", "64:ff9b::/96", "64:ff9b:1::/48",
        "64:ff9b:1:ff00::/56", "2002::/16", "2001::/32", "::/96", "::ffff:0:0:0/96", "2001:db8::/33", "255.255.255.255/32", "ff00::/8",
    ];

    private static readonly string[] Hosts =
    [
        "10.1.2.3", "127.0.0.1", "192.168.1.1", "8.8.8.8", "203.0.114.1", "0.0.0.1", "::ffff:203.0.114.2", "::1", "2a00:1450::1", "fd00::1",
        "fe80::1", "2002:808:808::1", "2a00:1450::5efe:8.8.8.8", "64:ff9b::8.8.8.8",
    ];

    private static readonly (Ip First, Ip Last)[] Ranges = [.. RegistryText.Blocks.Concat(Networks).Select(Ip.ParseBlock)];

    private static readonly Gen<BigInteger> Number =
        from words in Gen.ArrayOf(Gen.Choose(0, 0xFFFF), 8)
        select words.Aggregate(BigInteger.Zero, (sum, word) => (sum << 16) + word);

    /// <summary>At an edge of a range, next to it, or somewhere inside.</summary>
    private static readonly Gen<Ip> OfRange =
        from range in Gen.Elements(Ranges)
        from offset in Gen.Choose(-2, 2)
        from number in Number
        from place in Gen.Choose(0, 2)
        select Wrap(range.First, place switch
        {
            0 => range.First.Value + offset,
            1 => range.Last.Value + offset,
            _ => range.First.Value + (number % (range.Last.Value - range.First.Value + 1)),
        });

    private static readonly Gen<Ip> Anywhere =
        from number in Number
        from shape in Gen.Choose(0, 2)
        select shape switch
        {
            0 => Wrap(Ip.Parse("0.0.0.0"), number),
            1 => Wrap(Ip.Parse("::"), number),
            _ => Wrap(Ip.Parse("::"), (number >> 3) + (BigInteger.One << 125)),
        };

    private static readonly Gen<Ip> Plain = Gen.OneOf(OfRange, OfRange, Anywhere, Gen.Elements(Hosts).Select(Ip.Parse));

    /// <summary>An IPv4 address in one of the forms that carry it; digits that the form leaves free are random or zero.</summary>
    private static readonly Gen<Ip> Embedding =
        from inner in Plain.Where(a => !a.IsV6)
        from other in Plain.Where(a => !a.IsV6)
        from number in Number
        from quiet in Gen.Choose(0, 1)
        from form in Gen.Choose(0, 12)
        select Embed(inner.Hex, other.Hex, quiet == 0 ? new string('0', 32) : new Ip(true, number).Hex, form);

    private static readonly Gen<Ip> Addresses = Gen.OneOf(Plain, Embedding, Embedding);

    private static readonly Gen<PolicySettings> Settings =
        from allowed in Some(Networks)
        from denied in Some(Networks)
        from own in Some(Hosts)
        from relayed in Some(Hosts)
        from ports in Gen.ArrayOf(Gen.Choose(50000, 50002), 4)
        select new PolicySettings(allowed, denied, own, [.. relayed.Select((r, i) => (r, ports[i % 4]))]);

    [Fact]
    public void The_policy_without_settings_is_what_the_registries_say() => Check(Gen.Constant(PolicySettings.Nothing), 3_000);

    [Fact]
    public void The_policy_with_any_settings_is_what_the_rules_say() => Check(Settings, 3_000);

    [Fact]
    [Trait("Category", "Soak")]
    public void Both_hold_for_many_more_cases()
    {
        Check(Gen.Constant(PolicySettings.Nothing), 100_000);
        Check(Settings, 100_000);
    }

    [Fact]
    public void The_cases_reach_every_verdict()
    {
        var cases = Gen.Sample(Gen.Zip(Settings, Addresses), 4000);

        cases.Select(c => PeerAddressOracle.Judge(c.Item1, c.Item2, 50000)).Distinct().Count().ShouldBe(Enum.GetValues<PeerAddressVerdict>().Length);
    }

    private static void Check(Gen<PolicySettings> settings, int tests)
    {
        var cases = (from s in settings
                     from address in Addresses
                     from port in Gen.Elements(0, 4000, 50000, 50001, 50002)
                     select (Settings: s, Address: address, Port: port)).ToArbitrary();
        Prop.ForAll(cases, c =>
        {
            var policy = Policies.With(c.Settings);
            policy.Judge(c.Address.At(c.Port)).ShouldBe(PeerAddressOracle.Judge(c.Settings, c.Address, c.Port));
            policy.JudgeAddress(c.Address.At(c.Port)).ShouldBe(PeerAddressOracle.Judge(c.Settings, c.Address, null));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(tests));
    }

    private static Ip Wrap(Ip family, BigInteger value)
    {
        var size = family.Max + 1;
        return family with { Value = ((value % size) + size) % size };
    }

    /// <summary>None of them, one, or a few.</summary>
    private static Gen<string[]> Some(string[] pool) =>
        from count in Gen.Choose(0, 3)
        from picked in Gen.ArrayOf(Gen.Elements(pool), count)
        select picked;

    private static Ip Embed(string v4, string other, string free, int form)
    {
        var inverted = Ip.FromHex(v4) is var a ? (a with { Value = a.Max - a.Value }).Hex : "";
        return Ip.FromHex(form switch
        {
            0 => "00000000000000000000ffff" + v4,
            1 => "000000000000000000000000" + v4,
            2 => "0000000000000000ffff0000" + v4,
            3 => "2002" + v4 + free[12..],
            4 => "0064ff9b0000000000000000" + v4,
            5 => "0064ff9b0001" + free[12..24] + v4,
            6 => "0064ff9b0001" + v4[..4] + "00" + v4[4..] + free[22..],
            7 => "0064ff9b0001" + free[12..14] + v4[..2] + "00" + v4[2..] + free[24..],
            8 => "0064ff9b0001" + free[12..16] + "00" + v4 + free[26..],
            9 => "20010000" + v4 + free[16..24] + other,
            10 => "20010000" + other + free[16..24] + inverted,
            11 => "2a001450" + free[8..16] + "00005efe" + v4,
            _ => "2002" + other + free[12..16] + "02005efe" + v4,
        });
    }
}

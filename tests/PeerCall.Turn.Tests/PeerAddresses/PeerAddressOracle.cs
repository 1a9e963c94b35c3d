using System.Globalization;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.PeerAddresses;

/// <summary>What the operator says, as texts.</summary>
internal sealed record PolicySettings(IReadOnlyList<string> Allowed, IReadOnlyList<string> Denied, IReadOnlyList<string> Own, IReadOnlyList<(string Address, int Port)> Relayed)
{
    public static readonly PolicySettings Nothing = new([], [], [], []);

    public override string ToString() =>
        $"allowed [{string.Join(' ', Allowed)}] denied [{string.Join(' ', Denied)}] own [{string.Join(' ', Own)}] relayed [{string.Join(' ', Relayed)}]";
}

/// <summary>The policy once more, slowly: from the text of the registries and the rules, with numbers of any size and hexadecimal digits.</summary>
internal static class PeerAddressOracle
{
    private static readonly string[] NoPeers = ["0.0.0.0/32", "255.255.255.255/32", "224.0.0.0/4", "::/128", "ff00::/8"];

    public static PeerAddressVerdict Judge(PolicySettings settings, Ip address, int? port)
    {
        if (port == 0)
            return PeerAddressVerdict.DeniedSpecialPurpose;
        address = Canonical(address);
        Ip[] forms = [address, .. Embedded(address)];

        if (forms.Any(f => IsIn(f, settings.Denied)))
            return PeerAddressVerdict.DeniedNetwork;
        if (forms.Any(f => IsIn(f, NoPeers)))
            return PeerAddressVerdict.DeniedSpecialPurpose;
        var relayed = settings.Relayed.Where(r => Canonical(Ip.Parse(r.Address)) == address).ToArray();
        if (relayed.Any(r => port is null || r.Port == port))
            return PeerAddressVerdict.AllowedRelayed;
        var closed = forms.Where(f => !IsIn(f, settings.Allowed)).ToArray();
        if (closed.Any(f => settings.Own.Any(o => Canonical(Ip.Parse(o)) == f) || (f == address && relayed.Length > 0)))
            return PeerAddressVerdict.DeniedOwn;
        return closed.Any(f => RegistryText.Blocks.Any(f.IsIn)) ? PeerAddressVerdict.DeniedSpecialPurpose : PeerAddressVerdict.Allowed;
    }

    public static Ip Canonical(Ip address) => address.IsV6 && address.IsIn("::ffff:0:0/96") ? Ip.FromHex(address.Hex[24..]) : address;

    public static IEnumerable<Ip> Embedded(Ip address)
    {
        if (!address.IsV6)
            yield break;
        var hex = address.Hex;
        if (address.IsIn("2002::/16"))
            yield return Ip.FromHex(hex[4..12]);
        if (address.IsIn("2001::/32"))
        {
            yield return Ip.FromHex(hex[8..16]);
            yield return Ip.FromHex(string.Concat(hex[24..].Select(c => (15 - Convert.ToInt32(c.ToString(), 16)).ToString("x", CultureInfo.InvariantCulture))));
        }
        if (address.IsIn("64:ff9b::/96"))
            yield return Ip.FromHex(hex[24..]);
        if (address.IsIn("64:ff9b:1::/48"))
        {
            List<string> readings = [hex[24..]];
            if (hex[16..18] == "00" && IsZero(hex[22..]))
                readings.Add(hex[12..16] + hex[18..22]);
            if (hex[16..18] == "00" && IsZero(hex[24..]))
                readings.Add(hex[14..16] + hex[18..24]);
            if (hex[16..18] == "00" && IsZero(hex[26..]))
                readings.Add(hex[18..26]);
            var real = readings.Where(r => !IsZero(r)).ToArray();
            foreach (var reading in real.Length > 0 ? real : ["00000000"])
                yield return Ip.FromHex(reading);
        }
        if (address.IsIn("::/96") && address.Value > 1)
            yield return Ip.FromHex(hex[24..]);
        if (address.IsIn("::ffff:0:0:0/96"))
            yield return Ip.FromHex(hex[24..]);
        if (hex[16] == '0' && hex[17] is >= '0' and <= '3' && hex[18..24] == "005efe")
            yield return Ip.FromHex(hex[24..]);
    }

    private static bool IsZero(string digits) => digits.All(c => c == '0');

    /// <summary>An operator's networks of IPv4-mapped addresses contain the IPv4 addresses.</summary>
    private static bool IsIn(Ip address, IEnumerable<string> blocks) => blocks.Any(block =>
        address.IsIn(block) || (!address.IsV6 && int.Parse(block.Split('/')[1], CultureInfo.InvariantCulture) >= 96 && Ip.FromHex("00000000000000000000ffff" + address.Hex).IsIn(block)));
}

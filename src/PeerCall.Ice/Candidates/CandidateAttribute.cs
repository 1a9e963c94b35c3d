using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>
/// A candidate as signaling carries it: the value of <c>a=candidate</c> (RFC 8839 §5.1), which is also <c>RTCIceCandidateInit.candidate</c>.
/// </summary>
public sealed record CandidateAttribute
{
    /// <summary>Foundation: 1 to 32 letters, digits, <c>+</c> and <c>/</c>.</summary>
    public required string Foundation { get; init; }

    /// <summary>Component, 1 to 256; PeerCall uses 1 alone.</summary>
    public int Component { get; init; } = CandidatePriority.Component;

    /// <summary>Whether its transport is UDP. If not it is TCP: other transports are refused when read.</summary>
    public bool IsUdp { get; init; } = true;

    /// <summary>Priority, 1 to 2^31 - 1.</summary>
    public required uint Priority { get; init; }

    /// <summary>Address and port. If <see cref="Name"/> is set it is the default value.</summary>
    public TransportAddress Address { get; init; }

    /// <summary>A multicast DNS name, which ends with <c>.local</c>, in place of an address; else null.</summary>
    public string? Name { get; init; }

    /// <summary>Port, also where there is a name.</summary>
    public required ushort Port { get; init; }

    /// <summary>Type.</summary>
    public required CandidateType Type { get; init; }

    /// <summary><c>raddr</c> and <c>rport</c>: for diagnosis alone. The default value if absent or hidden.</summary>
    public TransportAddress RelatedAddress { get; init; }

    /// <summary><c>tcptype</c>.</summary>
    public TcpCandidateType TcpType { get; init; }

    /// <summary><c>ufrag</c> (RFC 8838 §4): which generation of credentials it belongs to; null if not said.</summary>
    public string? UsernameFragment { get; init; }

    /// <summary>
    /// Reads a line, with or without <c>a=</c> and <c>candidate:</c>. False for what is no candidate, for names other than <c>.local</c>,
    /// and for addresses in an ambiguous notation (octal, hexadecimal, with a zone).
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> line, [NotNullWhen(true)] out CandidateAttribute? candidate) =>
        CandidateAttributeParser.TryParse(line, out candidate);

    /// <summary>The line from <c>candidate:</c> on.</summary>
    public override string ToString()
    {
        var line = new StringBuilder(128);
        line.Append(CultureInfo.InvariantCulture, $"candidate:{Foundation} {Component} {(IsUdp ? "udp" : "tcp")} {Priority} ");
        line.Append(Name ?? Address.ToIPAddress().ToString());
        line.Append(CultureInfo.InvariantCulture, $" {Port} typ {Type.ToWord()}");
        if (!RelatedAddress.IsNone)
            line.Append(CultureInfo.InvariantCulture, $" raddr {RelatedAddress.ToIPAddress()} rport {RelatedAddress.Port}");
        if (TcpType is not TcpCandidateType.None)
            line.Append(" tcptype ").Append(TcpType switch { TcpCandidateType.Active => "active", TcpCandidateType.Passive => "passive", _ => "so" });
        if (UsernameFragment is not null)
            line.Append(" ufrag ").Append(UsernameFragment);
        return line.ToString();
    }
}

using System.Runtime.InteropServices;

namespace PeerCall.Rtc.Dtls.OpenSsl;

/// <summary>
/// How long to wait before a flight goes out again. OpenSSL gives up at the 13th time-out in a row, so the doubling ends where 13 of them fill the
/// time that a handshake may take.
/// </summary>
internal sealed class RetransmissionTimer
{
    private const int Timeouts = 13;
    private const uint LeastCap = 1_000_000;

    private readonly uint _initial;
    private readonly uint _cap;

    internal RetransmissionTimer(TimeSpan initial, TimeSpan handshake)
    {
        _initial = Microseconds(initial);
        _cap = Math.Max(LeastCap, Cap(_initial, Microseconds(handshake)));
    }

    /// <summary>OpenSSL's question.</summary>
    [UnmanagedCallersOnly]
    internal static uint OnTimer(nint ssl, uint previous) =>
        SslHandle.Find(Ssl.GetData(ssl, 0))?.Timer.Next(previous) ?? LeastCap;

    /// <summary>The next wait in microseconds.</summary>
    /// <param name="previous">The last; 0: a new flight.</param>
    internal uint Next(uint previous) => previous == 0 ? _initial : (uint)Math.Min((ulong)previous * 2, Math.Max(_cap, _initial));

    private static uint Cap(ulong initial, ulong total)
    {
        var (wait, spent) = (initial, 0UL);
        for (var left = (ulong)Timeouts; left > 0; left--)
        {
            // Were all that are left as long as this one, would it do?
            if (spent + (wait * left) >= total)
                return (uint)wait;
            spent += wait;
            wait *= 2;
        }

        return (uint)Math.Min(wait, uint.MaxValue / 2);
    }

    private static uint Microseconds(TimeSpan time) => (uint)Math.Clamp(time.TotalMicroseconds, 1, uint.MaxValue / 4);
}

using System.Runtime.InteropServices;

namespace PeerCall.Rtc.Dtls.OpenSsl;

/// <summary>
/// A struct timeval: seconds and microseconds, 64 bits each on 64-bit Unix (macOS writes half of the second, little-endian), 32 bits each on
/// Windows and 32-bit Unix. Has to be zero before it is written.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct TimeValue
{
    private readonly long _first;
    private readonly long _second;

    /// <summary>The time.</summary>
    internal TimeSpan ToTimeSpan() => OperatingSystem.IsWindows() || !Environment.Is64BitProcess
        ? Sum((int)_first, (int)(_first >> 32))
        : Sum(_first, _second);

    private static TimeSpan Sum(long seconds, long microseconds) => TimeSpan.FromTicks((seconds * TimeSpan.TicksPerSecond) + (microseconds * TimeSpan.TicksPerMicrosecond));
}

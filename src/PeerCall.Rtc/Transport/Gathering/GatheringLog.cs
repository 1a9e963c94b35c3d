using Microsoft.Extensions.Logging;

namespace PeerCall.Rtc.Transport.Gathering;

/// <summary>What gathering logs.</summary>
internal static partial class GatheringLog
{
    [LoggerMessage(4101, LogLevel.Debug, "No socket for a host candidate on {NetworkInterface}")]
    public static partial void HostSocketRefused(this ILogger logger, string networkInterface);

    [LoggerMessage(4102, LogLevel.Information, "A server gave no candidate: error {Code}")]
    public static partial void ServerRefused(this ILogger logger, int code);

    [LoggerMessage(4103, LogLevel.Debug, "The addresses of this host changed")]
    public static partial void NetworkChanged(this ILogger logger);
}

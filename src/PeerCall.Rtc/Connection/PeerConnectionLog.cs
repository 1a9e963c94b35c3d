using Microsoft.Extensions.Logging;

namespace PeerCall.Rtc.Connection;

/// <summary>What a connection logs. Nothing here shows an address, a secret or a description.</summary>
internal static partial class PeerConnectionLog
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Information, Message = "Connection {Connection}: {State}")]
    public static partial void StateChanged(ILogger logger, string connection, ConnectionState state);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Debug, Message = "Connection {Connection}: signaling state {State}")]
    public static partial void SignalingStateChanged(ILogger logger, string connection, SignalingState state);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Warning, Message = "Connection {Connection}: a description was refused: {Reason}")]
    public static partial void DescriptionRefused(ILogger logger, string connection, string reason);

    [LoggerMessage(EventId = 4004, Level = LogLevel.Debug, Message = "Connection {Connection}: a candidate was refused: {Reason}")]
    public static partial void CandidateRefused(ILogger logger, string connection, string reason);

    [LoggerMessage(EventId = 4005, Level = LogLevel.Warning, Message = "Connection {Connection}: no candidate from {Server}: {Code}")]
    public static partial void NoCandidateFrom(ILogger logger, string connection, string server, int code);

    [LoggerMessage(EventId = 4006, Level = LogLevel.Warning, Message = "Connection {Connection}: the other end refuses data channels")]
    public static partial void DataRefused(ILogger logger, string connection);

    [LoggerMessage(EventId = 4007, Level = LogLevel.Debug, Message = "Connection {Connection}: the association has ended: {Kind}, cause {Cause}")]
    public static partial void AssociationClosed(ILogger logger, string connection, Sctp.SctpCloseKind kind, Sctp.ErrorCauseCode cause);
}

using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using PeerCall.Server.Links;
using PeerCall.Server.Rooms;
using PeerCall.Server.ServerPeers;
using PeerCall.Server.Web;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Sessions;

/// <summary>
/// Hands the sessions of a server that stops to the next one, through a protected file in the data folder: after a restart in good order
/// clients resume as if only their connection had been lost, and nothing acknowledged is missing.
/// </summary>
internal sealed partial class Handover(
    DataFolder data,
    IDataProtectionProvider protection,
    SessionRegistry sessions,
    RoomRegistry rooms,
    IRequestedPeers peers,
    LinkBook links,
    SignalingOptions options,
    TimeProvider time,
    ILogger<Handover> logger)
{
    private readonly IDataProtector _protector = protection.CreateProtector("PeerCall.Handover.v1");

    private string File => data.PathOf("handover");

    /// <summary>Writes what there is to go on with; nothing if there is nothing.</summary>
    public void Write()
    {
        var kept = sessions.Sessions.Select(s => s.ToHandover()).OfType<SessionHandover>().ToArray();
        if (kept.Length == 0)
        {
            return;
        }

        var state = new HandoverState(time.GetUtcNow().ToUnixTimeMilliseconds(), [.. rooms.All.Select(r => r.ToHandover())], kept, peers.ToHandover(), links.ToHandover());
        try
        {
            PrivateFile.Write(File, _protector.Protect(JsonSerializer.SerializeToUtf8Bytes(state, SessionJson.Default.HandoverState)));
            LogWritten(logger, kept.Length);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // A full disk: the clients come back by their tokens, as after a crash.
            LogFailed(logger, refused);
        }
    }

    /// <summary>Takes over what the run before has left, once, if it is not too old.</summary>
    public void Read()
    {
        if (!System.IO.File.Exists(File))
        {
            return;
        }

        try
        {
            var bytes = System.IO.File.ReadAllBytes(File);
            System.IO.File.Delete(File);
            var state = JsonSerializer.Deserialize(_protector.Unprotect(bytes), SessionJson.Default.HandoverState);
            if (state is not null && time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(state.At) < options.ResumeWindow)
            {
                Restore(state);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or CryptographicException or JsonException)
        {
            LogFailed(logger, refused);
        }
    }

    private void Restore(HandoverState state)
    {
        var byRoom = state.Sessions.ToLookup(s => s.Room, StringComparer.Ordinal);
        foreach (var room in state.Rooms)
        {
            rooms.Restore(room.Name).Restore(room, byRoom[room.Name].Select(Entry));
        }

        peers.Restore(state.ServerPeers ?? []);
        links.Restore(state.Links ?? []);
        LogRead(logger, state.Sessions.Count);
    }

    private (PeerInfo, bool, IRoomMember, Action<RoomPeer>) Entry(SessionHandover handover)
    {
        var session = Session.Restore(handover, time);
        sessions.Restore(session);
        return (handover.Peer with { Connected = false }, handover.Opened, session, peer =>
        {
            session.Entered(peer);
            session.RenewAt = time.GetUtcNow(); // how long its credentials last is not handed over
        });
    }

    [LoggerMessage(EventId = 2301, Level = LogLevel.Information, Message = "{Count} sessions handed to the next run")]
    private static partial void LogWritten(ILogger logger, int count);

    [LoggerMessage(EventId = 2302, Level = LogLevel.Information, Message = "{Count} sessions taken over from the run before")]
    private static partial void LogRead(ILogger logger, int count);

    [LoggerMessage(EventId = 2303, Level = LogLevel.Warning, Message = "The sessions could not be handed over; clients will join again by themselves")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}

/// <summary>The file's content.</summary>
/// <param name="At">When it was written, milliseconds since 1970.</param>
/// <param name="Rooms">Every room.</param>
/// <param name="Sessions">Every session that is in one.</param>
/// <param name="ServerPeers">The server's own peers that were asked for; null in a file of a version without.</param>
/// <param name="Links">What is known of the links between those sessions; null in a file of a version without.</param>
internal sealed record HandoverState(
    long At, IReadOnlyList<RoomHandover> Rooms, IReadOnlyList<SessionHandover> Sessions, IReadOnlyList<RequestedPeer>? ServerPeers = null,
    IReadOnlyList<LinkHandover>? Links = null);

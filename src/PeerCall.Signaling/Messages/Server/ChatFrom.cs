namespace PeerCall.Signaling.Messages;

/// <summary>A text from a peer.</summary>
public sealed record ChatFrom : ServerMessage
{
    /// <summary>The sender's id.</summary>
    public required string From { get; init; }

    /// <summary>As it was written; untrusted.</summary>
    public required string Text { get; init; }

    /// <summary>When the server took it, milliseconds since 1970.</summary>
    public required long At { get; init; }
}

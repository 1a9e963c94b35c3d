namespace PeerCall.Signaling.Messages;


/// <summary>What a peer sends at the moment. Replaced as a whole by <see cref="Update"/>.</summary>
public sealed record MediaState
{
    /// <summary>The microphone is on. Default false.</summary>
    public bool Mic { get; init; }

    /// <summary>The camera is on. Default false.</summary>
    public bool Camera { get; init; }

    /// <summary>A screen is shared. Default false.</summary>
    public bool Screen { get; init; }

    /// <summary>The hand is raised. Default false.</summary>
    public bool Hand { get; init; }

    /// <summary>Everything off.</summary>
    public static MediaState Off { get; } = new();
}

namespace PeerCall.Signaling.Messages;


/// <summary>The first message of every connection.</summary>
public sealed record Hello : ClientMessage
{
    /// <summary>The protocol version; this one is <see cref="ProtocolLimits.Version"/>.</summary>
    public required int Version { get; init; }

    /// <summary>Name and version of the program, for the server's log. At most 64 characters.</summary>
    public string? Client { get; init; }

    /// <summary>The newest session token, if there is one. A secret.</summary>
    public string? Token { get; init; }

    /// <summary>Asks to go on with a session.</summary>
    public ResumePoint? Resume { get; init; }

    /// <inheritdoc />
    public override string? FindProblem() =>
        Client is { Length: > 64 } ? "'client' may have 64 characters."
        : Token is { Length: > ProtocolLimits.MaxTokenLength } ? "'token' is too long."
        : Resume is { LastSeq: < 0 } or { Session.Length: > 64 } ? "'resume' is out of bounds."
        : null;
}

/// <summary>Where a client wants to go on.</summary>
public sealed record ResumePoint
{
    /// <summary>The session of the last <see cref="Welcome"/>.</summary>
    public required string Session { get; init; }

    /// <summary>The greatest <c>seq</c> received in it; 0 if none.</summary>
    public required long LastSeq { get; init; }
}

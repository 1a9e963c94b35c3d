namespace PeerCall.Peer;

/// <summary>How far a transfer is.</summary>
/// <param name="Bytes">Bytes that the receiver has for good, from the file's beginning.</param>
/// <param name="Size">Bytes in all.</param>
public readonly record struct FileProgress(long Bytes, long Size);

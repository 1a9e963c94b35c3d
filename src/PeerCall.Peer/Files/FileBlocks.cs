using System.Security.Cryptography;

namespace PeerCall.Peer.Files;

/// <summary>The hashes of a file's blocks so far, and the hash of the whole, which is the hash of all these.</summary>
internal sealed class FileBlocks
{
    /// <summary>Bytes of a block; the last one is shorter.</summary>
    public const int BlockBytes = 1024 * 1024;

    private readonly List<byte[]> _hashes = [];

    /// <summary>Blocks so far.</summary>
    public int Count => _hashes.Count;

    /// <summary>Bytes of the block at an offset.</summary>
    public static int LengthAt(long offset, long size) => (int)Math.Min(BlockBytes, size - offset);

    /// <summary>The hash of a block.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> block) => SHA256.HashData(block);

    /// <summary>Adds the hash of the next block.</summary>
    public void Add(byte[] hash) => _hashes.Add(hash);

    /// <summary>The hash of the whole, in hexadecimal.</summary>
    public string Whole()
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var hash in _hashes)
            whole.AppendData(hash);
        return Convert.ToHexStringLower(whole.GetHashAndReset());
    }
}

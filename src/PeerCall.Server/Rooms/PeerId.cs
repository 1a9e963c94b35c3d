using System.Security.Cryptography;

namespace PeerCall.Server.Rooms;

/// <summary>Random ids of peers: 12 of a–z and 0–9 without those that look alike, 58 bits.</summary>
internal static class PeerId
{
    private const string Alphabet = "abcdefghjkmnpqrstvwxyz23456789";

    public static string Create() => RandomNumberGenerator.GetString(Alphabet, 12);
}

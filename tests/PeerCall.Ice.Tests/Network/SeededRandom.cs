namespace PeerCall.Ice.Tests.Network;

internal sealed class SeededRandom(int seed) : IIceRandom
{
    private readonly Random _random = new(seed);

    public void Fill(Span<byte> bytes) => _random.NextBytes(bytes);
}

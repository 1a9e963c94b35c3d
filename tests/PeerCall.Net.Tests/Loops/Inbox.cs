using System.Threading.Channels;
using PeerCall.Stun;

namespace PeerCall.Net.Tests.Loops;

internal sealed record Arrival(TransportAddress Source, TransportAddress Local, byte[] Data);

/// <summary>Keeps what arrives, for the test to await.</summary>
internal sealed class Inbox : IUdpReceiver
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly Channel<Arrival> _arrivals = Channel.CreateUnbounded<Arrival>();

    public void Receive(UdpSocket socket, in TransportAddress source, in TransportAddress local, ReadOnlySpan<byte> data, TimeSpan now) =>
        _arrivals.Writer.TryWrite(new Arrival(source, local, data.ToArray()));

    public Task<Arrival> Next() => _arrivals.Reader.ReadAsync().AsTask().WaitAsync(Limit);

    public async Task<List<Arrival>> Next(int count)
    {
        var list = new List<Arrival>(count);
        while (list.Count < count)
            list.Add(await Next());
        return list;
    }

    public bool IsEmpty => !_arrivals.Reader.TryPeek(out _);
}

internal delegate void Reacting(UdpSocket socket, in TransportAddress source, in TransportAddress local, ReadOnlySpan<byte> data, TimeSpan now);

/// <summary>Does something with what arrives.</summary>
internal sealed class Reaction(Reacting react) : IUdpReceiver
{
    /// <summary>Sends everything back from where it was spoken to.</summary>
    public static Reaction Echo { get; } = new((socket, in source, in local, data, _) => socket.Send(in source, in local, default, data));

    public void Receive(UdpSocket socket, in TransportAddress source, in TransportAddress local, ReadOnlySpan<byte> data, TimeSpan now) =>
        react(socket, in source, in local, data, now);
}

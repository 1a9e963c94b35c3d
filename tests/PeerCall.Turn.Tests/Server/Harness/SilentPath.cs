using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.Server;

/// <summary>A way back that only counts.</summary>
internal sealed class SilentPath : IClientPath
{
    public long Sent { get; private set; }

    public void Send(in FiveTuple client, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload) => Sent++;
}

using System.Net;
using PeerCall.Stun;
using PeerCall.Turn.Tests.PeerAddresses;

namespace PeerCall.Turn.Tests.Server;

/// <summary>The real policy behind the real requests: no special-purpose block is reached by any of the three ways there are.</summary>
public sealed class DeniedBlocksTests
{
    private readonly VirtualServer _server = new(
        static options => options with { OwnAddresses = [IPAddress.Parse("5.9.1.2"), IPAddress.Parse("2a01:4f8::2")] }, usesRealPolicy: true);

    public static TheoryData<string> Blocks => [.. RegistryText.Blocks, "5.9.1.2/32", "2a01:4f8::2/128"];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_denied_block_is_reached_by_no_way(string block)
    {
        var client = _server.Client();
        client.Allocated(static (ref StunWriter writer) => writer.Add(StunAttributes.AdditionalAddressFamily, StunAddressFamily.IPv6));
        foreach (var peer in new[] { First(block), Last(block) })
        {
            client.CreatePermission(peer).Code.ShouldBe(403);
            client.ChannelBind(0x4000, peer).Code.ShouldBe(403);
            client.SendIndication(peer, 1);
            client.SendChannelData(0x4000, 1);
        }
        _server.Sockets.Open.Values.ShouldAllBe(static socket => socket.Sent.Count == 0);
        _server.Events.Denied.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("2001:4860:4860::8888")]
    public void What_is_public_is_reached_by_each_of_them(string address)
    {
        var client = _server.Client();
        client.Allocated(static (ref StunWriter writer) => writer.Add(StunAttributes.AdditionalAddressFamily, StunAddressFamily.IPv6));
        var peer = TransportAddress.From(IPAddress.Parse(address), 4000);
        client.CreatePermission(peer).Succeeded.ShouldBeTrue();
        client.SendIndication(peer, 1);
        client.ChannelBind(0x4000, peer).Succeeded.ShouldBeTrue();
        client.SendChannelData(0x4000, 2);
        _server.Sockets.Open.Values.SelectMany(static socket => socket.Sent).Select(static sent => sent.Data[0]).ShouldBe([1, 2]);
    }

    private static TransportAddress First(string block) => TransportAddress.From(IPNetwork.Parse(block).BaseAddress, 4000);

    private static TransportAddress Last(string block)
    {
        var network = IPNetwork.Parse(block);
        var bytes = network.BaseAddress.GetAddressBytes();
        for (var bit = network.PrefixLength; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return TransportAddress.From(new IPAddress(bytes), 4000);
    }
}

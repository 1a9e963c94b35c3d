using System.Net;
using PeerCall.Peer.Sessions;

namespace PeerCall.Peer.Tests.Sessions;

public sealed class OpenedWebSocketTests
{
    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("192.0.2.77", true)]
    [InlineData("2001:db8::77", true)]
    public void It_is_stranded_when_the_machine_has_not_its_address(string from, bool isStranded)
    {
        OpenedWebSocket.IsStranded(IPAddress.Parse(from)).ShouldBe(isStranded);
    }

    [Fact]
    public void Where_no_address_is_known_it_is_asked() => OpenedWebSocket.IsStranded(null).ShouldBeFalse();
}

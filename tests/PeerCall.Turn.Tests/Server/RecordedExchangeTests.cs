using PeerCall.Stun;
using PeerCall.Turn.Framing;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.Server;

/// <summary>What coturn's client once said, said again: a change that real clients would feel is felt here.</summary>
public sealed class RecordedExchangeTests
{
    private readonly VirtualServer _server = new();

    [Theory]
    [InlineData("udp-even-port", "udp-reservation")]
    [InlineData("tcp-even-port", "tcp-reservation")]
    [InlineData("udp-channel")]
    [InlineData("udp-padded-channel")]
    [InlineData("tcp-channel")]
    public void A_recorded_client_gets_all_it_asks_for(params string[] recordings)
    {
        ArgumentNullException.ThrowIfNull(recordings);
        byte[]? reservation = null;
        foreach (var recording in recordings)
        {
            var client = _server.Client("ann", transport: recording.StartsWith("tcp", StringComparison.Ordinal) ? ClientTransport.Tcp : ClientTransport.Udp);
            client.UsesFingerprint = true;
            FakeRelaySocket? relay = null;
            foreach (var recorded in Recordings.Messages(Recordings.Stream(recording + "-client")))
            {
                if (Play(client, recorded, reservation) is not { } reply)
                    continue;
                if (client.Nonce.Length == 0)
                {
                    reply.Code.ShouldBe(401);
                    client.Nonce = reply.GetBytes(StunAttributeType.Nonce);
                    continue;
                }
                reply.Code.ShouldBe(0, $"{reply.Type.Method} of {recording}");
                if (reply.Type.Method is not StunMethod.Allocate)
                    continue;
                relay = _server.Socket(reply.Get(StunAttributes.XorRelayedAddress));
                if (reply.Has(StunAttributeType.ReservationToken))
                    reservation = reply.GetBytes(StunAttributeType.ReservationToken);
            }
            relay.ShouldNotBeNull().Sent.Count.ShouldBe(3, "packets, as many as the client was told to send");
            relay.IsClosed.ShouldBeTrue("the client releases its allocation in the end");
        }
    }

    private static TurnReply? Play(ScriptedClient client, byte[] recorded, byte[]? reservation)
    {
        if (ChannelData.IsChannelData(recorded))
        {
            client.Exchange(recorded).ShouldBeEmpty();
            return null;
        }
        var buffer = new byte[1024];
        var replies = client.Exchange(buffer.AsSpan(0, Recordings.Resign(recorded, client, buffer, reservation)));
        return replies.Count == 0 ? null : new TurnReply(replies.ShouldHaveSingleItem());
    }
}

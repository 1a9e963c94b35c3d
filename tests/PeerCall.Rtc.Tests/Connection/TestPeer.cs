namespace PeerCall.Rtc.Tests.Connection;

/// <summary>A connection over a transport that is none.</summary>
internal sealed class TestPeer
{
    public TestPeer(PeerConnectionOptions? options = null)
    {
        FakeTransport? transport = null;
        Connection = new PeerConnection(options ?? new PeerConnectionOptions(), (_, configuration, events) =>
            transport = new FakeTransport(events) { Configuration = configuration });
        Transport = transport!;
    }

    public PeerConnection Connection { get; }

    public FakeTransport Transport { get; }

    /// <summary>Whether an offer is due; looking at it takes it.</summary>
    public bool IsNegotiationNeeded => Connection.Streams.NegotiationNeeded.Reader.TryRead(out _);

    /// <summary>One negotiation, from one to the other.</summary>
    public static async Task NegotiateAsync(TestPeer from, TestPeer to)
    {
        await from.Connection.SetLocalDescriptionAsync();
        await to.Connection.SetRemoteDescriptionAsync(from.Connection.LocalDescription!);
        await to.Connection.SetLocalDescriptionAsync();
        await from.Connection.SetRemoteDescriptionAsync(to.Connection.LocalDescription!);
    }

    public static async Task<RtcException> RefusedAsync(Task operation, RtcErrorCode code)
    {
        var error = await Should.ThrowAsync<RtcException>(operation);
        error.Code.ShouldBe(code);
        return error;
    }
}

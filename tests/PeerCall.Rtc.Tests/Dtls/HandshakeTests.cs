using PeerCall.Rtc.Dtls;

namespace PeerCall.Rtc.Tests.Dtls;

public sealed class HandshakeTests
{
    [Fact]
    public void Two_ends_connect_and_exchange_data()
    {
        using var pair = DtlsPair.Connected();

        pair.Client.Association.Send("ping"u8).ShouldBeTrue();
        pair.Server.Association.Send("pong"u8).ShouldBeTrue();
        pair.Carry();

        pair.Server.Data.ShouldHaveSingleItem().ShouldBe("ping"u8.ToArray());
        pair.Client.Data.ShouldHaveSingleItem().ShouldBe("pong"u8.ToArray());
        pair.Client.States.ShouldBe([DtlsState.Connecting, DtlsState.Connected]);
        pair.Server.States.ShouldBe([DtlsState.Connecting, DtlsState.Connected]);
    }

    [Fact]
    public void Both_ends_tell_what_was_agreed_on()
    {
        using var pair = DtlsPair.Connected();

        foreach (var end in new[] { pair.Client, pair.Server })
        {
            var parameters = end.Association.Parameters.ShouldNotBeNull();
            parameters.Version.ShouldBe("FEFD");
            parameters.CipherSuite.ShouldBe("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
            parameters.SrtpProfile.ShouldBe("SRTP_AEAD_AES_128_GCM");
        }

        CertificateFingerprint.Compute("sha-256", pair.Client.Association.Parameters!.RemoteCertificate.Span)
            .ShouldBe(DtlsPair.Options(false).Certificate.Fingerprint);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.1, 10)]
    [InlineData(0.2, 10)]
    [InlineData(0.5, 10)]
    public void A_handshake_gets_over_loss_reordering_and_duplication(double loss, int seeds)
    {
        var pairs = Enumerable.Range(1, seeds).Select(seed => new DtlsPair(new LinkFaults(seed, loss, 0.1, 0.2))).ToList();

        pairs.ForEach(static pair => pair.Start());
        DtlsPair.RunAll(pairs, static pair => pair.IsConnected(), 30);

        pairs.ForEach(static pair => pair.Dispose());
    }

    [Theory]
    [InlineData(OpenSslDtlsEngine.MinDatagramSize)]
    [InlineData(296)]
    [InlineData(576)]
    [InlineData(1200)]
    public void No_datagram_is_larger_than_asked(int size)
    {
        using var pair = new DtlsPair(
            new LinkFaults(Loss: 0.1), options => options with { MaxDatagramSize = size }, options => options with { MaxDatagramSize = size });

        pair.Start();
        pair.RunUntil(pair.IsConnected);
        pair.Client.Association.Send(new byte[size - 37]).ShouldBeTrue();
        pair.Carry();

        pair.LargestDatagram.ShouldBeInRange(size - 100, size);
    }

    [Fact]
    public void A_handshake_without_an_answer_times_out()
    {
        using var pair = new DtlsPair(new LinkFaults(Loss: 1), options => options with { HandshakeTimeout = TimeSpan.FromMilliseconds(200) });

        pair.Client.Association.Start(pair.Now);
        pair.RunUntil(() => pair.Client.State == DtlsState.Failed);

        pair.Client.Association.Failure!.Reason.ShouldBe(DtlsFailureReason.TimedOut);
        pair.Client.Association.NextDeadline.ShouldBe(TimeSpan.MaxValue);
    }

    [Fact]
    public void Thirteen_waits_fill_the_time_of_a_handshake()
    {
        var timer = new PeerCall.Rtc.Dtls.OpenSsl.RetransmissionTimer(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(30));
        var waits = new List<uint>();
        for (var i = 0; i < 13; i++)
            waits.Add(timer.Next(waits.LastOrDefault()));

        waits.Take(5).ShouldBe([50_000u, 100_000u, 200_000u, 400_000u, 800_000u]);
        waits.Sum(static wait => wait / 1e6).ShouldBeInRange(30, 70);
    }

    [Fact]
    public void It_starts_once()
    {
        using var pair = new DtlsPair();
        pair.Client.Association.Start(pair.Now);

        Should.Throw<InvalidOperationException>(() => pair.Client.Association.Start(pair.Now));
    }
}

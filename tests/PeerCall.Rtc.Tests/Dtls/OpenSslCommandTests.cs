using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PeerCall.Rtc.Dtls;

namespace PeerCall.Rtc.Tests.Dtls;

/// <summary>Against the command <c>openssl</c>, which these tests need (Debian: the package openssl).</summary>
public sealed class OpenSslCommandTests
{
    [Theory]
    [InlineData(true, true, "AES128")]
    [InlineData(true, false, "AES256")]
    [InlineData(false, true, "CHACHA20")]
    [InlineData(false, false, "AES128")]
    public void Data_goes_both_ways(bool oursIsClient, bool rsa, string cipher)
    {
        using var certificate = Make(rsa);
        using var files = new PemFiles(certificate);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = oursIsClient ? FreePort() : ((IPEndPoint)socket.LocalEndPoint!).Port;
        var role = oursIsClient ? $"s_server -accept 127.0.0.1:{port} -Verify 1" : $"s_client -connect 127.0.0.1:{port}";
        using var openssl = Start($"{role} -dtls1_2 -quiet -use_srtp SRTP_AES128_CM_SHA1_80 -cipher {cipher} -cert {files.Certificate} -key {files.Key}");
        using var end = new DtlsEnd(new DtlsOptions
        {
            Certificate = DtlsPair.Options(oursIsClient).Certificate,
            IsClient = oursIsClient,
            RemoteFingerprints = [CertificateFingerprint.Compute("sha-256", certificate.RawData)],
        });
        var line = new UdpLine(socket, end, oursIsClient ? new IPEndPoint(IPAddress.Loopback, port) : null);

        end.Association.Start(line.Now);
        line.RunUntil(() => end.State == DtlsState.Connected);
        var parameters = end.Association.Parameters!;
        openssl.StandardInput.Write("from openssl\n");
        openssl.StandardInput.Flush();
        line.RunUntil(() => end.Data.Count > 0);
        end.Association.Send("from peercall\n"u8).ShouldBeTrue();
        line.Flush();

        System.Text.Encoding.ASCII.GetString(end.Data[0]).ShouldBe("from openssl\n");
        openssl.StandardOutput.ReadLine().ShouldBe("from peercall");
        parameters.SrtpProfile.ShouldBe("SRTP_AES128_CM_HMAC_SHA1_80");
        parameters.CipherSuite.ShouldContain(oursIsClient && rsa ? "ECDHE_RSA" : "ECDHE_ECDSA");
    }

    [Fact]
    public void A_client_without_a_certificate_is_refused()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var openssl = Start($"s_client -connect 127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port} -dtls1_2 -quiet");
        using var end = new DtlsEnd(DtlsPair.Options(false));
        var line = new UdpLine(socket, end, null);

        end.Association.Start(line.Now);
        line.RunUntil(() => end.State == DtlsState.Failed);

        end.Association.Failure!.Reason.ShouldBe(DtlsFailureReason.NoCertificate);
    }

    private static X509Certificate2 Make(bool rsa)
    {
        using var rsaKey = rsa ? RSA.Create(2048) : null;
        using var ecKey = rsa ? null : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = rsaKey is null
            ? new CertificateRequest("CN=test", ecKey!, HashAlgorithmName.SHA256)
            : new CertificateRequest("CN=test", rsaKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static OpenSslProcess Start(string arguments) => new(arguments);

    private sealed class OpenSslProcess : IDisposable
    {
        private readonly Process _process;

        internal OpenSslProcess(string arguments)
        {
            _process = Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            _process.ErrorDataReceived += static (_, _) => { };
            _process.BeginErrorReadLine();
        }

        internal StreamWriter StandardInput => _process.StandardInput;

        internal StreamReader StandardOutput => _process.StandardOutput;

        public void Dispose()
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }
    }

    private sealed class PemFiles : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("peercall-dtls-");

        internal PemFiles(X509Certificate2 certificate)
        {
            File.WriteAllText(Certificate, certificate.ExportCertificatePem());
            using var rsa = certificate.GetRSAPrivateKey();
            using var elliptic = certificate.GetECDsaPrivateKey();
            File.WriteAllText(Key, rsa?.ExportPkcs8PrivateKeyPem() ?? elliptic!.ExportPkcs8PrivateKeyPem());
        }

        internal string Certificate => Path.Combine(_folder.FullName, "certificate.pem");

        internal string Key => Path.Combine(_folder.FullName, "key.pem");

        public void Dispose() => _folder.Delete(recursive: true);
    }

    /// <summary>One end on a socket.</summary>
    private sealed class UdpLine(Socket socket, DtlsEnd end, EndPoint? peer)
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private readonly byte[] _buffer = new byte[65_536];
        private EndPoint? _peer = peer;

        internal TimeSpan Now => _clock.Elapsed;

        internal void RunUntil(Func<bool> done)
        {
            while (!done())
            {
                Now.ShouldBeLessThan(TimeSpan.FromSeconds(20), $"openssl does not answer: {end.State}, {end.Association.Failure}");
                Flush();
                if (socket.Poll(Wait(), SelectMode.SelectRead))
                    Receive();
                end.Association.Advance(Now);
                Flush();
            }
        }

        internal void Flush()
        {
            while (_peer is not null && end.Sent.TryDequeue(out var datagram))
                socket.SendTo(datagram, _peer);
        }

        private TimeSpan Wait()
        {
            var wait = end.Association.NextDeadline == TimeSpan.MaxValue ? TimeSpan.FromSeconds(1) : end.Association.NextDeadline - Now;
            return TimeSpan.FromMilliseconds(Math.Clamp(wait.TotalMilliseconds, 0, 1000));
        }

        private void Receive()
        {
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            try
            {
                var count = socket.ReceiveFrom(_buffer, ref from);
                _peer ??= from;
                end.Association.Receive(_buffer.AsSpan(0, count), Now);
            }
            catch (SocketException refused) when (refused.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset)
            {
                // The other process is not there yet; the ClientHello goes out again.
                return;
            }
        }
    }
}

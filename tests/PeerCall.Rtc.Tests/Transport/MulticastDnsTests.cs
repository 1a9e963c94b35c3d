using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using PeerCall.Ice;
using PeerCall.Rtc.Transport.MulticastDns;
using PeerCall.Rtc.Transport.Networks;

namespace PeerCall.Rtc.Tests.Transport;

public sealed class MulticastDnsTests
{
    private const string Name = "3f1c9a52-0b6e-4a52-9d51-6d4a8e5d1f00.local";

    [Fact]
    public void A_query_asks_for_both_families()
    {
        var query = new byte[MulticastDnsMessage.MaxQuery];
        var length = MulticastDnsMessage.WriteQuery(query, "ab.local", unicast: true);
        query.AsSpan(0, length).ToArray().ShouldBe(
        [
            0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0,
            2, (byte)'a', (byte)'b', 5, (byte)'l', (byte)'o', (byte)'c', (byte)'a', (byte)'l', 0, 0, 1, 0x80, 1,
            2, (byte)'a', (byte)'b', 5, (byte)'l', (byte)'o', (byte)'c', (byte)'a', (byte)'l', 0, 0, 28, 0x80, 1,
        ]);
        MulticastDnsMessage.TryReadAnswer(query.AsSpan(0, length), "ab.local", out _).ShouldBeFalse("it is none");
    }

    [Theory]
    [InlineData("a.local", true)]
    [InlineData(Name, true)]
    [InlineData("A.LOCAL", true)]
    [InlineData("local", false)]
    [InlineData(".local", false)]
    [InlineData("a..local", false)]
    [InlineData("a.example", false)]
    [InlineData("a b.local", false)]
    [InlineData("\u00e4.local", false)]
    public void Only_names_that_can_be_asked_for_are(string name, bool expected) => MulticastDnsMessage.IsName(name).ShouldBe(expected);

    [Fact]
    public void An_answer_is_read_whatever_surrounds_it_and_only_for_the_name_that_was_asked()
    {
        var answer = Answer(Name.ToUpperInvariant(), IPAddress.Parse("192.0.2.9"), compressed: true);
        MulticastDnsMessage.TryReadAnswer(answer, Name, out var address).ShouldBeTrue();
        address.ShouldBe(IPAddress.Parse("192.0.2.9"));
        MulticastDnsMessage.TryReadAnswer(answer, "other.local", out _).ShouldBeFalse();
        MulticastDnsMessage.TryReadAnswer(answer, Name[1..], out _).ShouldBeFalse();
        var v6 = Answer(Name, IPAddress.Parse("2001:db8::9"), compressed: false);
        MulticastDnsMessage.TryReadAnswer(v6, Name, out address).ShouldBeTrue();
        address.ShouldBe(IPAddress.Parse("2001:db8::9"));
    }

    [Fact]
    public void Broken_answers_are_refused_without_a_fault()
    {
        var random = new Random(5);
        var answer = Answer(Name, IPAddress.Loopback, compressed: true);
        for (var length = 0; length < answer.Length; length++)
            MulticastDnsMessage.TryReadAnswer(answer.AsSpan(0, length), Name, out _).ShouldBeFalse();
        for (var i = 0; i < 20_000; i++)
        {
            var broken = (byte[])answer.Clone();
            for (var flips = random.Next(1, 8); flips > 0; flips--)
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            MulticastDnsMessage.TryReadAnswer(broken, Name, out _);
        }
        // A name that points at itself.
        byte[] loop = [0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0xC0, 12, 0, 1, 0, 1];
        MulticastDnsMessage.TryReadAnswer(loop, Name, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_name_is_found_by_asking_the_network(bool answersAll)
    {
        using var responder = new Responder(Name, IPAddress.Parse("127.0.0.1"), answersAll);
        var resolver = new MulticastResolver(SystemNetworkAddresses.Shared, TimeProvider.System);
        var found = await Task.WhenAll(resolver.ResolveAsync(Name), resolver.ResolveAsync(Name)).Within();
        found.ShouldBe([IPAddress.Loopback, IPAddress.Loopback]);
        responder.Asked.ShouldAllBe(n => n == Name);
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_given_up_after_five_seconds()
    {
        var resolver = new MulticastResolver(new FixedAddresses("127.0.0.1:0"), TimeProvider.System);
        (await resolver.ResolveAsync("nobody.local").Within(TimeSpan.FromSeconds(8))).ShouldBeNull();
        (await resolver.ResolveAsync("nobody.example").Within()).ShouldBeNull();
    }

    [Fact]
    public async Task Candidates_hidden_behind_names_are_found()
    {
        using var responder = new Responder(Name, IPAddress.Loopback, answersAll: true);
        var setting = new TestSetting { With = o => o with { LocalNames = new MulticastResolver(SystemNetworkAddresses.Shared, TimeProvider.System) } };
        await using var call = new TestCall(setting);
        var channel = call.Offerer.Create("data");
        var offer = call.Offerer.Run(t => t.LocalParameters);
        call.Offerer.Signal = null;
        call.Answerer.Signal = null;
        call.Answerer.Run(t =>
        {
            t.SetRemote(call.Remote(offer, isDtlsClient: true));
            t.Gather(IceRole.Controlled);
        });
        call.Offerer.Run(t => t.Gather(IceRole.Controlling));
        call.Offerer.Run(t => t.SetRemote(call.Remote(call.Answerer.Transport.LocalParameters, isDtlsClient: false)));
        var hidden = call.Answerer.LocalCandidates.First();
        call.Offerer.Run(t => t.AddRemoteCandidate(hidden.ToAttribute(null) with { Address = default, Name = Name, Port = hidden.Address.Port }));
        await channel.Opened.Within();
        call.Offerer.Run(t => t.GetStatistics()).Ice.RemoteCandidates.ShouldContain(c => c.Name == Name);
    }

    private static byte[] Answer(string name, IPAddress address, bool compressed)
    {
        var bytes = new List<byte>([0, 0, 0x84, 0, 0, (byte)(compressed ? 1 : 0), 0, 2, 0, 0, 0, 0]);
        if (compressed)
        {
            WriteName(bytes, name);
            bytes.AddRange([0, 1, 0, 1]);
        }
        // Something else first.
        WriteName(bytes, "printer.local");
        bytes.AddRange([0, 16, 0x80, 1, 0, 0, 0, 120, 0, 2, 1, 65]);
        if (compressed)
            bytes.AddRange([0xC0, 12]);
        else
            WriteName(bytes, name);
        var data = address.GetAddressBytes();
        bytes.AddRange([0, (byte)(data.Length == 4 ? 1 : 28), 0x80, 1, 0, 0, 0, 120, 0, (byte)data.Length, .. data]);
        return [.. bytes];
    }

    private static void WriteName(List<byte> bytes, string name)
    {
        foreach (var label in name.Split('.'))
            bytes.AddRange([(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]);
        bytes.Add(0);
    }

    /// <summary>A responder for one name, as a browser has one: it answers either to all, or to the asker alone.</summary>
    private sealed class Responder : IDisposable
    {
        private static readonly IPAddress Group = IPAddress.Parse("224.0.0.251");

        private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        private readonly string _name;
        private readonly byte[] _answer;
        private readonly bool _answersAll;

        public Responder(string name, IPAddress address, bool answersAll)
        {
            _name = name;
            _answer = Answer(name, address, compressed: false);
            _answersAll = answersAll;
            _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            if (OperatingSystem.IsLinux())
                _socket.SetRawSocketOption(1, 15, [1, 0, 0, 0]);
            _socket.Bind(new IPEndPoint(IPAddress.Any, 5353));
            foreach (var own in SystemNetworkAddresses.Shared.Read(fresh: false).Where(a => a.Address.IsIPv4))
                _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(Group, own.Address.ToIPAddress()));
            _ = Serve();
        }

        public ConcurrentQueue<string> Asked { get; } = [];

        public void Dispose() => _socket.Dispose();

        private async Task Serve()
        {
            var buffer = new byte[1500];
            try
            {
                while (true)
                {
                    var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0));
                    var asked = NameOf(buffer.AsSpan(0, received.ReceivedBytes));
                    if (asked is null || asked != _name)
                        continue;
                    Asked.Enqueue(asked);
                    var isMulticastAsker = ((IPEndPoint)received.RemoteEndPoint).Port == 5353;
                    if (_answersAll && isMulticastAsker)
                        await _socket.SendToAsync(_answer, SocketFlags.None, new IPEndPoint(Group, 5353));
                    else if (!_answersAll && !isMulticastAsker)
                        await _socket.SendToAsync(_answer, SocketFlags.None, received.RemoteEndPoint);
                }
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                // The end of the test.
            }
        }

        private static string? NameOf(ReadOnlySpan<byte> query)
        {
            if (query.Length < 13 || (query[2] & 0x80) != 0 || BinaryPrimitives.ReadUInt16BigEndian(query[4..]) == 0)
                return null;
            var labels = new List<string>();
            for (var at = 12; at < query.Length && query[at] is > 0 and < 64; at += query[at] + 1)
                labels.Add(Encoding.ASCII.GetString(query.Slice(at + 1, query[at])));
            return string.Join('.', labels);
        }
    }
}

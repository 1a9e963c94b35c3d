using System.Buffers;
using PeerCall.Stun;
using PeerCall.Turn.Framing;
using PeerCall.Turn.Tests.Server;

namespace PeerCall.Turn.Tests;

/// <summary>The exchanges of tests/Fixtures/turn, between programs that nobody here wrote and the server.</summary>
internal static class Recordings
{
    /// <summary>Names of all of them.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateFiles(Folder(), "*.bin").Select(static file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    /// <summary>All messages of all of them, without padding.</summary>
    public static IReadOnlyList<byte[]> AllMessages { get; } = [.. Names.SelectMany(static name => Messages(Stream(name)))];

    /// <summary>One, as a stream.</summary>
    public static byte[] Stream(string name) => File.ReadAllBytes(Path.Combine(Folder(), name + ".bin"));

    /// <summary>The messages of a stream, which has to be whole.</summary>
    public static List<byte[]> Messages(byte[] stream)
    {
        var rest = new ReadOnlySequence<byte>(stream);
        List<byte[]> messages = [];
        while (StreamFrame.TryRead(ref rest, FrameLimits.Allocated, out var message) is FrameStatus.Message)
            messages.Add(message.ToArray());
        rest.IsEmpty.ShouldBeTrue();
        return messages;
    }

    /// <summary>Writes a recorded STUN message again, with the credentials of another client where it had any.</summary>
    /// <returns>Its length.</returns>
    public static int Resign(ReadOnlySpan<byte> recorded, ScriptedClient client, Span<byte> buffer, byte[]? reservation = null)
    {
        StunMessage.TryParse(recorded, out var message).ShouldBe(StunFault.None);
        // The same transaction id: addresses are masked with it.
        var writer = new StunWriter(buffer, message.Method, message.Class, message.TransactionId);
        foreach (var attribute in message.Attributes)
        {
            if (attribute.Type is StunAttributeType.ReservationToken && reservation is not null)
                writer.AddBytes(attribute.Type, reservation);
            else if (!IsCredential(attribute.Type))
                writer.AddBytes(attribute.Type, attribute.Value);
        }
        if (message.HasIntegrity && message.Class is StunClass.Request)
            client.AddCredentials(ref writer);
        return writer.Length;
    }

    private static bool IsCredential(StunAttributeType type) => type
        is StunAttributeType.Username or StunAttributeType.Realm or StunAttributeType.Nonce
        or StunAttributeType.MessageIntegrity or StunAttributeType.Fingerprint;

    private static string Folder()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "PeerCall.sln")))
            at = at.Parent;
        return Path.Combine(at?.FullName ?? throw new DirectoryNotFoundException("PeerCall.sln"), "tests", "Fixtures", "turn");
    }
}

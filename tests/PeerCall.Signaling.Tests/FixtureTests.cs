using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using PeerCall.Signaling.Messages;

namespace PeerCall.Signaling.Tests;

/// <summary>Every message of the protocol, as the shared fixtures have it.</summary>
public class FixtureTests
{
    public static TheoryData<string> Client => Fixtures.Named("client");

    public static TheoryData<string> Server => Fixtures.Named("server");

    public static TheoryData<string> Refused => Fixtures.Named("refused");

    [Theory]
    [MemberData(nameof(Client))]
    public void Client_message_is_understood(string name)
    {
        var message = Fixtures.Read(name).GetProperty("message");
        var reading = ClientMessageReader.Read(Encoding.UTF8.GetBytes(message.GetRawText()));

        reading.ErrorCode.ShouldBeNull(reading.ErrorText);
        reading.Type.ShouldBe(message.GetProperty("type").GetString());
    }

    [Theory]
    [MemberData(nameof(Client))]
    public void Client_message_survives_a_round_trip(string name)
    {
        var message = Fixtures.Read(name).GetProperty("message");
        var record = message.Deserialize(ProtocolJson.Default.ClientMessage)!;

        // Defaults may be left out in a fixture and written by us: what the record says has to be the same.
        var again = JsonSerializer.SerializeToElement(record, ProtocolJson.Default.ClientMessage);
        ShouldContain(again, message);
    }

    [Theory]
    [MemberData(nameof(Server))]
    public void Server_message_survives_a_round_trip(string name)
    {
        var message = Fixtures.Read(name).GetProperty("message");
        var record = message.Deserialize(ProtocolJson.Default.ServerMessage)!;

        JsonElement.DeepEquals(JsonSerializer.SerializeToElement(record, ProtocolJson.Default.ServerMessage), message).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Server))]
    public void Server_message_gets_its_seq_while_it_is_written(string name)
    {
        var message = Fixtures.Read(name).GetProperty("message");
        var record = message.Deserialize(ProtocolJson.Default.ServerMessage)!;
        var outgoing = OutgoingMessage.Create(record with { Seq = null });
        var buffer = new byte[outgoing.Length + OutgoingMessage.MaxSeqLength];

        var length = outgoing.Write(buffer, record.Seq ?? 0);

        JsonElement.DeepEquals(JsonDocument.Parse(buffer.AsMemory(0, length)).RootElement, message).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Bad_message_is_refused_with_its_code(string name)
    {
        var fixture = Fixtures.Read(name);
        var reading = ClientMessageReader.Read(Encoding.UTF8.GetBytes(fixture.GetProperty("text").GetString()!));

        reading.ErrorCode.ShouldBe(fixture.GetProperty("error").GetString());
        reading.ErrorText.ShouldNotBeNullOrWhiteSpace();
        reading.Message.ShouldBeNull();
    }

    [Theory]
    [InlineData(typeof(ClientMessage), "client")]
    [InlineData(typeof(ServerMessage), "server")]
    public void Every_message_type_has_a_fixture(Type root, string direction)
    {
        var known = root.GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => (string)a.TypeDiscriminator!);
        var there = Fixtures.Names(direction).Select(name => Fixtures.Read(name).GetProperty("message").GetProperty("type").GetString()!);

        there.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ShouldBe(known.Order(StringComparer.Ordinal));
    }

    private static void ShouldContain(JsonElement whole, JsonElement part)
    {
        if (part.ValueKind != JsonValueKind.Object)
        {
            JsonElement.DeepEquals(whole, part).ShouldBeTrue($"{whole} is not {part}");
            return;
        }

        foreach (var member in part.EnumerateObject())
        {
            ShouldContain(whole.GetProperty(member.Name), member.Value);
        }
    }
}

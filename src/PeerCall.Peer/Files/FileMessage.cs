using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PeerCall.Peer.Files;

/// <summary>A message on a <c>peercall.file</c> channel (docs/protocol.md, section 11.1).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(OfferMessage), "offer")]
[JsonDerivedType(typeof(AcceptMessage), "accept")]
[JsonDerivedType(typeof(DeclineMessage), "decline")]
[JsonDerivedType(typeof(BlockMessage), "block")]
[JsonDerivedType(typeof(ProgressMessage), "progress")]
[JsonDerivedType(typeof(EndMessage), "end")]
[JsonDerivedType(typeof(DoneMessage), "done")]
[JsonDerivedType(typeof(CancelMessage), "cancel")]
internal abstract record FileMessage
{
    /// <summary>A text may have so many bytes.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>Numbers end here: the greatest that every JSON reader takes exactly.</summary>
    public const long MaxNumber = (1L << 53) - 1;

    private const int HashLength = 64;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Whether the values are what the protocol allows.</summary>
    public abstract bool IsValid { get; }

    /// <summary>As it is sent.</summary>
    public string ToText() => JsonSerializer.Serialize(this, FileJson.Default.FileMessage);

    /// <summary>Reads what came; null for what cannot be understood.</summary>
    public static FileMessage? Read(ReadOnlySpan<byte> text)
    {
        if (text.Length > MaxBytes)
            return null;
        // JsonSerializer has no other way than an exception to say "not JSON"; it costs the sender its transfer.
        try
        {
            return JsonSerializer.Deserialize(text, FileJson.Default.FileMessage) is { IsValid: true } message ? message : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    protected static bool IsNumber(long number) => number is >= 0 and <= MaxNumber;

    protected static bool IsHash(string hash) => hash.Length == HashLength && !hash.AsSpan().ContainsAnyExcept(HexDigits);

    protected static bool IsCode(string code) => code.Length is > 0 and <= 32;
}

internal sealed record OfferMessage(string Transfer, string Name, long Size, string? MediaType = null) : FileMessage
{
    private const int MaxName = 255;

    private static readonly SearchValues<char> TransferCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    [JsonIgnore]
    public override bool IsValid =>
        Transfer.Length is >= 16 and <= 32 && !Transfer.AsSpan().ContainsAnyExcept(TransferCharacters)
        && Name.Length is > 0 and <= MaxName && IsNumber(Size) && MediaType is null or { Length: <= MaxName };
}

internal sealed record AcceptMessage(long Offset) : FileMessage
{
    [JsonIgnore]
    public override bool IsValid => IsNumber(Offset);
}

internal sealed record DeclineMessage(string Code) : FileMessage
{
    [JsonIgnore]
    public override bool IsValid => IsCode(Code);
}

internal sealed record BlockMessage(string Hash) : FileMessage
{
    [JsonIgnore]
    public override bool IsValid => IsHash(Hash);
}

internal sealed record ProgressMessage(long Received) : FileMessage
{
    [JsonIgnore]
    public override bool IsValid => IsNumber(Received);
}

internal sealed record EndMessage(string Hash) : FileMessage
{
    [JsonIgnore]
    public override bool IsValid => IsHash(Hash);
}

internal sealed record DoneMessage : FileMessage
{
    [JsonIgnore]
    public override bool IsValid => true;
}

internal sealed record CancelMessage(string Code) : FileMessage
{
    [JsonIgnore]
    public override bool IsValid => IsCode(Code);
}

/// <summary>JSON of file messages.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = 8,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(FileMessage))]
internal sealed partial class FileJson : JsonSerializerContext;

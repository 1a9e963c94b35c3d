using PeerCall.Server.Web;

namespace PeerCall.Server.Operator;

/// <summary>Section <c>Operator</c>: what the one who runs the server may do by the API.</summary>
internal sealed class OperatorOptions : IOptionsSection
{
    /// <inheritdoc/>
    public static string Section => "Operator";

    /// <summary>Bearer token of requests that are the operator's. A secret. Default: none, there are no such requests.</summary>
    [Expects("a key of at least 16 characters", Secret = true)]
    public string? Key { get; set; }

    /// <inheritdoc/>
    public void Check(OptionsCheck check) => check.That(Key is null or { Length: >= 16 }, nameof(Key));
}

namespace PeerCall.Server.Web;

/// <summary>
/// The values of one section of the configuration. Every property carries <see cref="ExpectsAttribute"/>; its initial
/// value is the default.
/// </summary>
internal interface IOptionsSection
{
    /// <summary>Name of the section, such as <c>Turn</c>.</summary>
    static abstract string Section { get; }

    /// <summary>Checks what a single value's type cannot: ranges, forms and what belongs together.</summary>
    void Check(OptionsCheck check);
}

/// <summary>Completes the sentence "it expects …" for one key, without the full stop.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ExpectsAttribute(string what) : Attribute
{
    /// <summary>What the key expects.</summary>
    public string What { get; } = what;

    /// <summary>Whether the value must never be shown, not even in a fault.</summary>
    public bool Secret { get; init; }
}

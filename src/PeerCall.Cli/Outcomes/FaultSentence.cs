using PeerCall.Peer;

namespace PeerCall.Cli.Outcomes;

/// <summary>What a person at a terminal is told of a fault: the library's sentence, with the option that helps where there is one.</summary>
internal static class FaultSentence
{
    public static string Of(PeerCallException fault) => Of(fault.Code, fault.Message);

    public static string Of(string? code, string sentence) => code is PeerCallErrors.UntrustedCertificate ? $"{sentence.TrimEnd('.')} (--insecure)." : sentence;
}

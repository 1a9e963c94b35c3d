namespace PeerCall.Cli.Outcomes;

/// <summary>The command cannot do what was asked: one sentence for a person, and the exit code.</summary>
internal sealed class CommandFailure(int exitCode, string sentence) : Exception(sentence)
{
    public int ExitCode { get; } = exitCode;
}

using System.CommandLine;
using PeerCall.Cli.Outcomes;
using PeerCall.Peer;

namespace PeerCall.Cli.CommandLine;

/// <summary>The command line as a whole. Every error is one sentence on standard error and an exit code.</summary>
internal static class PeerCallCommand
{
    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand($"Takes part in PeerCall rooms, and tells whether calls can work from here.\n\n{ExitCodes.Help}")
        {
            JoinCommand.Create(),
            ProbeCommand.Create(),
            BenchCommand.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync($"peercall: {parsed.Errors[0].Message} See peercall {NameOf(parsed)}--help.");
            return ExitCodes.Usage;
        }
        try
        {
            // Signals are the commands' own: they leave a room before they end.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (CommandFailure failure)
        {
            await Console.Error.WriteLineAsync($"peercall: {failure.Message}");
            return failure.ExitCode;
        }
        catch (PeerCallException fault)
        {
            await Console.Error.WriteLineAsync($"peercall: {FaultSentence.Of(fault)} ({fault.Code})");
            return ExitCodes.Of(fault.Code);
        }
        catch (Exception defect) when (defect is not OutOfMemoryException)
        {
            await Console.Error.WriteLineAsync($"peercall: This should not have happened: {defect.Message} ({defect.GetType().Name})");
            return ExitCodes.Unexpected;
        }
    }

    private static string NameOf(ParseResult parsed) => parsed.CommandResult.Command is RootCommand ? "" : $"{parsed.CommandResult.Command.Name} ";
}

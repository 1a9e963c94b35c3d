using System.CommandLine;
using PeerCall.Cli.Outcomes;
using PeerCall.Cli.Probing;
using PeerCall.Peer.Probing;

namespace PeerCall.Cli.CommandLine;

/// <summary><c>peercall probe</c>.</summary>
internal static class ProbeCommand
{
    public static Command Create()
    {
        var server = SharedOptions.Server();
        var json = SharedOptions.Json("The whole report as one JSON object (docs/cli.md).");
        var insecure = SharedOptions.Insecure();
        var timeout = SharedOptions.Duration("--timeout", "How long each answer may take. Default: 10s.");
        var command = new Command("probe", "Tells whether a call can work from here: tries signaling and every STUN and TURN server over each transport. Exit code 0 only if it can.")
        {
            server, json, insecure, timeout,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var interruption = new Interruption();
            var options = new ProbeOptions { ServerCertificateValidation = SharedOptions.Judge(parsed.GetValue(insecure)) };
            if (parsed.GetValue(timeout) is { } given)
                options = options with { Timeout = given };
            ProbeReport report;
            try
            {
                report = await ServerProbe.RunAsync(parsed.GetRequiredValue(server), options, interruption.Token);
            }
            catch (OperationCanceledException)
            {
                return interruption.ExitCode;
            }
            var exitCode = report.IsUsable ? ExitCodes.Fine : ExitCodes.Of(report.Cause);
            await Console.Out.WriteLineAsync(parsed.GetValue(json) ? ProbeDocument.Write(report, exitCode) : ProbeText.Write(report));
            if (!report.IsUsable)
                await Console.Error.WriteLineAsync($"peercall: {FaultSentence.Of(report.Cause, report.Verdict)} ({report.Cause})");
            return exitCode;
        });
        return command;
    }
}

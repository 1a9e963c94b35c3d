using System.CommandLine;
using PeerCall.Cli.Benchmarking;
using PeerCall.Cli.Outcomes;

namespace PeerCall.Cli.CommandLine;

/// <summary><c>peercall bench</c>.</summary>
internal static class BenchCommand
{
    private const int DefaultRounds = 10;
    private const int MaxRounds = 40;

    public static Command Create()
    {
        var server = SharedOptions.Server();
        var relayOnly = new Option<bool>("--relay-only") { Description = "Measure through a TURN server." };
        var rounds = new Option<int>("--rounds") { Description = "How often a connection is opened. Default: 10, at most 40.", HelpName = "N", DefaultValueFactory = _ => DefaultRounds };
        rounds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MaxRounds)
                result.AddError($"--rounds takes 1 to {MaxRounds}: servers limit how often one address may join.");
        });
        var duration = SharedOptions.Duration("--for", "How long throughput is measured. Default: 5s.");
        var json = SharedOptions.Json("The figures as one JSON object (docs/cli.md).");
        var insecure = SharedOptions.Insecure();
        var command = new Command("bench", "Two peers in this process through a server: time to open, round trip, throughput.")
        {
            server, relayOnly, rounds, duration, json, insecure,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var interruption = new Interruption();
            var benchmark = new Benchmark(parsed.GetRequiredValue(server), SharedOptions.Judge(parsed.GetValue(insecure)), parsed.GetValue(relayOnly));
            try
            {
                var figures = await benchmark.RunAsync(parsed.GetValue(rounds), parsed.GetValue(duration) ?? TimeSpan.FromSeconds(5), interruption.Token);
                await Console.Out.WriteLineAsync(parsed.GetValue(json) ? figures.ToJson() : figures.ToTable());
                return ExitCodes.Fine;
            }
            catch (OperationCanceledException) when (interruption.ExitCode != 0)
            {
                return interruption.ExitCode;
            }
        });
        return command;
    }
}

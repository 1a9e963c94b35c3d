using PeerCall.Benchmarks;
using PeerCall.Benchmarks.Dtls;
using PeerCall.Benchmarks.Headless;
using PeerCall.Benchmarks.MinimalRelay;
using PeerCall.Benchmarks.Page;
using PeerCall.Benchmarks.Rtc;
using PeerCall.Benchmarks.Turn;

const string Usage = """
    PeerCall.Benchmarks: what the server, its relay, the engine and the page cost, against a minimal relay, coturn, aiortc and a bare page.

      run   [--runs 5] [--only messages|setup|saturation|latency|reports|memory] [--quick] [--node]
      turn  [--runs 5] [--only saturation|bursts|rate|memory] [--rate 1000|10000|50000] [--warm-up SECONDS] [--server coturn|peercall]
             [--relay-ports 20000-31999] [--quick]
      rtc   [--runs 5] [--only open|ping|bulk|memory] [--engine aiortc|peercall] [--quick]
      dtls  [--runs 7] [--quick]       a record and a handshake, beside the same calls from C
      page  [--runs 5] [--only setup|reload|leave|size] [--quick]
      headless [--runs 5] [--only open|file|memory] [--command PATH] [--quick]   programs in rooms; PATH: another build of peercall
      relay [--port 8090] [--lean]     the minimal relay by itself; lean: no buffer for an idle connection

    `messages` is saturation and latency. `--quick` is one short run of everything: a trial of the program, no measurement.
    The tables go to standard output, progress to standard error. Build with -c Release.
    """;

try
{
    switch (args.FirstOrDefault())
    {
        case "relay":
            var relay = new CommandLine(args.AsSpan(1), "port=", "lean");
            await RelayProgram.RunAsync(relay.Number("port", 8090), relay.Has("lean"));
            return 0;
        case "run":
            return RunCommand.Execute(args);
        case "turn":
            return TurnCommand.Execute(args);
        case "rtc":
            return RtcCommand.Execute(args);
        case "rtc-peer":
            await PeerProgram.RunAsync();
            return 0;
        case "dtls":
            return DtlsCommand.Execute(args);
        case "page":
            return await PageCommand.ExecuteAsync(args);
        case "headless":
            return await HeadlessCommand.ExecuteAsync(args);
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }
}
catch (Exception e) when (e is FormatException or InvalidOperationException)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

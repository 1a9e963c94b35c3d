using PeerCall.Server;
using PeerCall.Server.EmbeddedTurn;
using PeerCall.Server.Web;

try
{
    await using var app = ServerApp.Build(args);
    await app.RunToEndAsync(EmbeddedTurnHosting.StartEmbeddedTurnAsync);
    return 0;
}
catch (StartupFaultException fault)
{
    await Console.Error.WriteLineAsync($"PeerCall cannot start: {fault.Message}");
    return 2;
}

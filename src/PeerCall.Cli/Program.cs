using PeerCall.Cli.CommandLine;
using PeerCall.Peer;

AccountHome.Ensure();
return await PeerCallCommand.RunAsync(args);

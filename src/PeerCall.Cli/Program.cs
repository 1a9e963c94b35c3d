using PeerCall.Cli.CommandLine;

return await PeerCallCommand.RunAsync(args);

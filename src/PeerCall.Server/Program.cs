using PeerCall.Server;

return await PeerCallServer.RunAsync(args);

// A participant for the network lab: joins a room, keeps a channel to everybody in it on which every message is echoed, and writes what happens as one JSON
// object a line. Ends on SIGTERM.
//
//   PeerCall.NetworkLab.Headless ROOM-LINK NAME [RESTARTS]
//
// RESTARTS: so many times it restarts ICE on the first link that connects, one restart after the other.
using System.Globalization;
using PeerCall.NetworkLab.Headless;
using PeerCall.Peer;

if (args.Length is < 2 or > 3 || !RoomLink.TryParse(args[0], out var room))
{
    await Console.Error.WriteLineAsync("Usage: PeerCall.NetworkLab.Headless ROOM-LINK NAME [RESTARTS]");
    return 2;
}
var restarts = args.Length == 3 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 0;

using var stopping = new CancellationTokenSource();
using var terminated = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stopping.Cancel();
});
await using var client = new PeerCallClient(new PeerCallClientOptions
{
    Room = room,
    Name = args[1],
    // The lab's server has a certificate that nobody vouches for, and nobody is in between.
    ServerCertificateValidation = static (_, _, _, _) => true,
});
return await new Stay(client, restarts).RunAsync(stopping.Token);

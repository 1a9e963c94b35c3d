namespace PeerCall.Peer.Hosting;

/// <summary>What a program does in a room: registered by <see cref="PeerCallPeerHosting.AddPeerCallPeer{T}"/>, one instance for each stay.</summary>
public interface IPeerCallPeer
{
    /// <summary>
    /// Called before the client joins. Events that are read from here on are complete. When the task ends the client leaves, and so does the program's part: it is not called again. When the stay ends first (sent
    /// out, server gone for good) the events end; the task should end then too.
    /// </summary>
    /// <param name="client">The participant; it joins when this method waits for the first time.</param>
    /// <param name="stopping">The program stops: leave.</param>
    Task RunAsync(PeerCallClient client, CancellationToken stopping);
}

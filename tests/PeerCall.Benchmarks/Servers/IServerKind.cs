using System.Net;
using PeerCall.Benchmarks.Load;

namespace PeerCall.Benchmarks.Servers;

/// <summary>A signaling server that is measured: how to start it and how to talk to it.</summary>
internal interface IServerKind : IProgram
{
    /// <summary>A participant that speaks as this server expects.</summary>
    Participant Participant(int number, IPEndPoint server);
}

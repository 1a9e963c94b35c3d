using System.Net;
using PeerCall.Benchmarks.Load;

namespace PeerCall.Benchmarks.Servers;

/// <summary>A program that is measured: how to start it and how to talk to it.</summary>
internal interface IServerKind
{
    /// <summary>The row's name in the tables.</summary>
    string Name { get; }

    /// <summary>The command line that listens on a loopback port.</summary>
    /// <param name="port">TCP port.</param>
    IReadOnlyList<string> Command(int port);

    /// <summary>Environment variables beside the inherited ones.</summary>
    /// <param name="port">TCP port.</param>
    /// <param name="folder">An empty folder of this process, removed after it.</param>
    IReadOnlyDictionary<string, string> Environment(int port, string folder);

    /// <summary>A participant that speaks as this server expects.</summary>
    Participant Participant(int number, IPEndPoint server);

    /// <summary>Makes the process collect its garbage, so that memory is what the connections hold.</summary>
    void Collect(int processId);
}

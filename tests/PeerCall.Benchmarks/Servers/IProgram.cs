namespace PeerCall.Benchmarks.Servers;

/// <summary>A program that is measured: how to start it.</summary>
internal interface IProgram
{
    /// <summary>The row's name in the tables.</summary>
    string Name { get; }

    /// <summary>The command line that listens on a loopback port.</summary>
    /// <param name="port">Port.</param>
    IReadOnlyList<string> Command(int port);

    /// <summary>Environment variables beside the inherited ones.</summary>
    /// <param name="port">Port.</param>
    /// <param name="folder">An empty folder of this process, removed after it.</param>
    IReadOnlyDictionary<string, string> Environment(int port, string folder);

    /// <summary>Makes the process collect its garbage, so that memory is what its clients hold.</summary>
    void Collect(int processId);
}

using System.Net;
using PeerCall.Turn.Client;

namespace PeerCall.EndToEnd.Hosting;

/// <summary>A TURN server on this machine alone, whoever made it.</summary>
internal interface ITurnServer : IAsyncDisposable
{
    /// <summary>Where it is spoken to.</summary>
    IPAddress Address { get; }

    /// <summary>All it wrote.</summary>
    string Output { get; }

    /// <summary>Its TLS certificate, which no system trusts, as a file.</summary>
    string CertificateFile { get; }

    /// <summary>Where it is spoken to over a transport.</summary>
    int PortOf(TurnTransport transport);

    /// <summary>An ephemeral credential, valid for ten minutes.</summary>
    (string Username, string Password) Credential(string name);
}

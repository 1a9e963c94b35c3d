using System.Security.Cryptography;
using System.Text;
using PeerCall.Server.Web;

namespace PeerCall.Server.IceServers;

/// <summary>
/// The secret that ephemeral credentials are made with: configured, or, for the embedded server, made once and kept in the data folder, so that
/// credentials outlast a restart.
/// </summary>
internal sealed class TurnSecret
{
    /// <summary>Name of the file in the data folder, mode 0600.</summary>
    public const string FileName = "turn-secret";

    private const int Length = 32;

    /// <summary>Reads or makes it.</summary>
    /// <exception cref="StartupFaultException">The file cannot be read or written.</exception>
    public TurnSecret(TurnOptions options, DataFolder data)
    {
        var text = options.Mode is TurnMode.None ? null : options.ReadSecret();
        if (text is null && options.Mode is TurnMode.Embedded)
            text = Kept(data);
        Bytes = text is null ? null : Encoding.UTF8.GetBytes(text);
    }

    /// <summary>The bytes that the HMAC is keyed with: the text's, as every server of this scheme takes them. Null with <see cref="TurnMode.None"/>.</summary>
    public byte[]? Bytes { get; }

    private static string Kept(DataFolder data)
    {
        var path = data.PathOf(FileName);
        try
        {
            if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } kept)
                return kept;
            var made = Convert.ToBase64String(RandomNumberGenerator.GetBytes(Length));
            PrivateFile.Write(path, Encoding.ASCII.GetBytes(made + "\n"));
            return made;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartupFaultException(
                $"{DataFolder.Key} holds \"{FileName}\", which cannot be read or written ({error.Message.TrimEnd('.')}); it expects a folder that belongs to this account.",
                error);
        }
    }
}

namespace PeerCall.Peer;

/// <summary>
/// A home folder for accounts that have none: a unit's own account where the system cannot name it (systemd's <c>DynamicUser=</c>), or any number that a program is run under. .NET looks for certificate stores
/// there and throws where there is none, as soon as a certificate is used or checked. For programs; a library leaves the environment alone.
/// </summary>
internal static class AccountHome
{
    // What other systems give such an account. Nobody but root writes there, so nobody else can leave certificates to be trusted.
    private const string Root = "/";
    private const string Variable = "HOME";

    /// <summary>Gives this process one unless it has one.</summary>
    public static void Ensure()
    {
        // Without a home .NET names the root folder too.
        if (!OperatingSystem.IsWindows() && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable))
            && Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify) is "" or Root)
            Environment.SetEnvironmentVariable(Variable, Root);
    }
}

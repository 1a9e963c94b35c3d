namespace PeerCall.Server.Web;

/// <summary>
/// The program cannot start, for a reason that its operator can mend. The message is one sentence that names the key
/// and what it expects; it is all that is shown (on standard error, exit code 2).
/// </summary>
internal sealed class StartupFaultException(string sentence, Exception? inner = null) : Exception(sentence, inner);

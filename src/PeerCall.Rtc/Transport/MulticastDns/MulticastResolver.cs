using System.Net;
using System.Net.Sockets;
using PeerCall.Rtc.Transport.Networks;

namespace PeerCall.Rtc.Transport.MulticastDns;

/// <summary>Finds the addresses behind <c>.local</c> names, with which browsers hide their host candidates.</summary>
internal interface IMulticastResolver
{
    /// <summary>Looks for one address of a name; null if none is found in time. Any thread; never fails.</summary>
    Task<IPAddress?> ResolveAsync(string name);
}

/// <summary>
/// Asks by multicast (RFC 6762 §5.1, one-shot queries), for all connections of the process, and the system in parallel where it is known to do
/// the same. A name that only unicast DNS could know is not asked there: it would tell a server outside whom this host talks to (RFC 6762 §3).
/// </summary>
internal sealed class MulticastResolver : IMulticastResolver
{
    private const int MaxQuestions = 64;
    private const string NameServiceSwitch = "/etc/nsswitch.conf";

    private static readonly TimeSpan[] AskAfter = [TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly Lazy<bool> SystemKnowsLocalNames = new(ReadSystem);

    private readonly Lock _gate = new();
    private readonly INetworkAddresses _networks;
    private readonly TimeProvider _clock;
    private readonly Dictionary<string, TaskCompletionSource<IPAddress?>> _questions = new(StringComparer.OrdinalIgnoreCase);
    private MulticastSockets? _sockets;

    /// <summary>Makes one.</summary>
    public MulticastResolver(INetworkAddresses networks, TimeProvider clock)
    {
        _networks = networks;
        _clock = clock;
    }

    /// <summary>That of the process.</summary>
    public static MulticastResolver Shared { get; } = new(SystemNetworkAddresses.Shared, TimeProvider.System);

    /// <inheritdoc/>
    public Task<IPAddress?> ResolveAsync(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!MulticastDnsMessage.IsName(name))
            return Task.FromResult<IPAddress?>(null);
        TaskCompletionSource<IPAddress?> question;
        lock (_gate)
        {
            if (_questions.TryGetValue(name, out var asked))
                return asked.Task;
            if (_questions.Count == MaxQuestions)
                return Task.FromResult<IPAddress?>(null);
            question = new TaskCompletionSource<IPAddress?>(TaskCreationOptions.RunContinuationsAsynchronously);
            _questions.Add(name, question);
        }
        _ = Task.Run(() => Ask(name, question));
        return question.Task;
    }

    private static bool ReadSystem()
    {
        if (!OperatingSystem.IsLinux())
            return true;
        try
        {
            return File.ReadLines(NameServiceSwitch).Any(l =>
                l.StartsWith("hosts:", StringComparison.Ordinal) && (l.Contains("mdns", StringComparison.Ordinal) || l.Contains("resolve", StringComparison.Ordinal)));
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task Ask(string name, TaskCompletionSource<IPAddress?> question)
    {
        if (SystemKnowsLocalNames.Value)
            _ = AskSystem(name, question);
        foreach (var wait in AskAfter)
        {
            if (wait > TimeSpan.Zero)
                await Task.WhenAny(question.Task, Task.Delay(wait, _clock));
            if (question.Task.IsCompleted)
                break;
            lock (_gate)
            {
                _sockets ??= new MulticastSockets(_networks.Read(fresh: false), OnAnswer);
                _sockets.Ask(name);
            }
        }
        await Task.WhenAny(question.Task, Task.Delay(Patience, _clock));
        End(name);
        question.TrySetResult(null);
    }

    private static async Task AskSystem(string name, TaskCompletionSource<IPAddress?> question)
    {
        try
        {
            var found = await Dns.GetHostAddressesAsync(name);
            if (found.Length > 0)
                question.TrySetResult(found[0]);
        }
        catch (SocketException)
        {
            // The system does not know it. The network may.
        }
    }

    private void OnAnswer(ReadOnlySpan<byte> message)
    {
        lock (_gate)
        {
            foreach (var (name, question) in _questions)
            {
                if (MulticastDnsMessage.TryReadAnswer(message, name, out var address))
                    question.TrySetResult(address);
            }
        }
    }

    private void End(string name)
    {
        lock (_gate)
        {
            _questions.Remove(name);
            if (_questions.Count > 0)
                return;
            _sockets?.Dispose();
            _sockets = null;
        }
    }
}

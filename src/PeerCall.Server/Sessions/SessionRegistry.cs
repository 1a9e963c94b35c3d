using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.WebUtilities;

namespace PeerCall.Server.Sessions;

/// <summary>All sessions by id, and all connections.</summary>
internal sealed class SessionRegistry(TimeProvider time)
{
    private const int RememberedExpired = 4_096;

    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Connection, byte> _connections = new();
    private readonly ConcurrentQueue<string> _expired = new();
    private readonly ConcurrentDictionary<string, byte> _expiredIds = new(StringComparer.Ordinal);

    public IEnumerable<Session> Sessions => _sessions.Select(pair => pair.Value);

    public IEnumerable<Connection> Connections => _connections.Select(pair => pair.Key);

    public int ConnectionCount => _connections.Count;

    /// <summary>A new session; <paramref name="identity"/> is what its client had been told in another one.</summary>
    public Session Create(SessionIdentity? identity)
    {
        var session = new Session(WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(16)), time) { Identity = identity };
        _sessions[session.Id] = session;
        return session;
    }

    public void Restore(Session session) => _sessions[session.Id] = session;

    public Session? Find(string id) => _sessions.GetValueOrDefault(id);

    /// <summary>Forgets a session that has ended. With <paramref name="expired"/> it is remembered for a while why.</summary>
    public void Remove(Session session, bool expired)
    {
        session.End();
        if (_sessions.TryRemove(session.Id, out _) && expired && _expiredIds.TryAdd(session.Id, 0))
        {
            _expired.Enqueue(session.Id);
            if (_expired.Count > RememberedExpired && _expired.TryDequeue(out var oldest))
            {
                _expiredIds.TryRemove(oldest, out _);
            }
        }
    }

    /// <summary>True if the session had waited for its client in vain.</summary>
    public bool HasExpired(string id) => _expiredIds.ContainsKey(id);

    public void Add(Connection connection) => _connections[connection] = 0;

    public void Remove(Connection connection) => _connections.TryRemove(connection, out _);
}

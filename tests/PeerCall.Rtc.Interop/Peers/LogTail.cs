using System.Globalization;
using Microsoft.Extensions.Logging;

namespace PeerCall.Rtc.Interop.Peers;

/// <summary>The last lines of the engine's log, for tests that fail.</summary>
internal sealed class LogTail : ILoggerFactory, ILogger
{
    private const int Lines = 60;

    private readonly Queue<string> _lines = new();

    /// <summary>The lines.</summary>
    public string Text
    {
        get
        {
            lock (_lines)
                return string.Join('\n', _lines);
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:ss.fff} {logLevel} {formatter(state, exception)}{(exception is null ? "" : $"\n{exception}")}");
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Lines)
                _lines.Dequeue();
        }
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}

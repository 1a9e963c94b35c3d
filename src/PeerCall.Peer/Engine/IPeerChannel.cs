using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Threading.Channels;
using PeerCall.Sctp;

namespace PeerCall.Peer.Engine;

/// <summary>A data channel to one peer (W3C RTCDataChannel), of whatever engine. Safe from any thread. What is not read holds the other end back.</summary>
public interface IPeerChannel : IAsyncDisposable
{
    /// <summary>Label; not necessarily unique.</summary>
    string Label { get; }

    /// <summary>Subprotocol; empty if there is none.</summary>
    string Protocol { get; }

    /// <summary>State.</summary>
    DataChannelState State { get; }

    /// <summary>Bytes of a message that the other end takes.</summary>
    int MaxMessageSize { get; }

    /// <summary>Bytes that wait to be sent for the first time.</summary>
    long BufferedAmount { get; }

    /// <summary>Completes when the channel is open; fails with <see cref="ChannelClosedException"/> if it closes before.</summary>
    Task Opened { get; }

    /// <summary>Completes when it is closed. Never fails.</summary>
    Task Closed { get; }

    /// <summary>Sends a binary message; completes when it is queued, and waits while much is.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Longer than <see cref="MaxMessageSize"/>.</exception>
    /// <exception cref="InvalidOperationException">Not open yet.</exception>
    /// <exception cref="ChannelClosedException">Closing or closed.</exception>
    ValueTask SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation = default);

    /// <summary>Sends a text.</summary>
    /// <inheritdoc cref="SendAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    ValueTask SendAsync(string text, CancellationToken cancellation = default);

    /// <summary>Sends a message if there is room for it now.</summary>
    /// <returns>False if too much is queued or the channel is not open.</returns>
    bool TrySend(ReadOnlySpan<byte> data, bool isText = false);

    /// <summary>Takes the next message, and waits for it if there is none. It is to be disposed of.</summary>
    /// <exception cref="ChannelClosedException">The channel is closed, and all that came was taken.</exception>
    ValueTask<ChannelMessage> ReceiveAsync(CancellationToken cancellation = default);

    /// <summary>Takes messages until the channel is closed and all that came was taken. Each is to be disposed of.</summary>
    IAsyncEnumerable<ChannelMessage> ReadAllAsync(CancellationToken cancellation = default);

    /// <summary>Closes it: what was queued goes out, then the other end is told. Idempotent.</summary>
    void Close();
}

/// <summary>A message that came on a channel, in memory that is given back by <see cref="Dispose"/>; who does not dispose of it costs its reuse, nothing else.</summary>
[SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "It is read and thrown away.")]
public readonly struct ChannelMessage(ReadOnlyMemory<byte> data, bool isText, IDisposable? owner = null) : IDisposable
{
    /// <summary>The bytes, UTF-8 if it is text. Not to be used after <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Data { get; } = data;

    /// <summary>Whether it was sent as a string.</summary>
    public bool IsText { get; } = isText;

    /// <summary>The bytes as a string; what is not UTF-8 becomes U+FFFD. Made at each call.</summary>
    public string Text => Encoding.UTF8.GetString(Data.Span);

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => owner?.Dispose();
}

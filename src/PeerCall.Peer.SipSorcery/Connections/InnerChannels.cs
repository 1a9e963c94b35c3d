using System.Collections.Concurrent;
using PeerCall.Peer.Engine;
using PeerCall.Peer.SipSorcery.Channels;
using PeerCall.Sctp;
using SIPSorcery.Net;

namespace PeerCall.Peer.SipSorcery.Connections;

/// <summary>
/// The data channels of one RTCPeerConnection, by stream. Messages are taken from the association and not from SIPSorcery's channels: a channel that is opened later
/// is given out by it only after the other end has agreed, and what came in between would be lost.
/// </summary>
internal sealed class InnerChannels
{
    private const int LastStream = 65_534;

    private readonly RTCPeerConnection _connection;
    private readonly Action _onChanged;
    private readonly Action<IPeerChannel> _onChannel;
    private readonly Func<int> _maxMessageSize;
    private readonly ConcurrentDictionary<ushort, SipSorceryChannel> _streams = new();
    private readonly List<SipSorceryChannel> _channels = [];
    private readonly Lock _gate = new();
    private Queue<SipSorceryChannel>? _waiting = new();
    private int _nextStream = -1;
    private bool _isGone;

    public InnerChannels(RTCPeerConnection connection, Action onChanged, Action<IPeerChannel> onChannel, Func<int> maxMessageSize)
    {
        _connection = connection;
        _onChanged = onChanged;
        _onChannel = onChannel;
        _maxMessageSize = maxMessageSize;
        connection.ondatachannel += OnRemoteChannel;
        connection.sctp.OnStateChanged += OnTransport;
        var association = connection.sctp.RTCSctpAssociation;
        association.OnDataChannelData += OnMessage;
        association.OnAbortReceived += _ => End();
        association.OnAssociationStateChanged += state =>
        {
            // The other end has shut it down. That it is complete may never be heard: that end is closing.
            if (state is SctpAssociationState.ShutdownAckSent)
                End();
        };
    }

    /// <summary>The association was there and has ended.</summary>
    public bool IsGone => Volatile.Read(ref _isGone);

    /// <summary>How many were there before the first description: each of them has a section for data come about.</summary>
    public int Early { get; private set; }

    /// <summary>Hands a channel to SIPSorcery before it is connected; it opens it when it is.</summary>
    public async Task AddEarlyAsync(SipSorceryChannel channel)
    {
        Early++;
        Remember(channel);
        var inner = await _connection.createDataChannel(channel.Label, Init(channel.Options));
        inner.onopen += () =>
        {
            if (inner.id is { } stream)
                _streams[stream] = channel;
            channel.OnOpened(inner);
        };
    }

    /// <summary>Opens a channel as soon as there is an association.</summary>
    public void Add(SipSorceryChannel channel)
    {
        Remember(channel);
        lock (_gate)
        {
            if (_isGone)
            {
                channel.OnClosed();
                return;
            }
            if (_waiting is not null)
            {
                _waiting.Enqueue(channel);
                return;
            }
        }
        _ = Task.Run(() => Open(channel));
    }

    /// <summary>Gives back the channels that have not been opened: another connection is to open them.</summary>
    public SipSorceryChannel[] TakeBack()
    {
        lock (_gate)
        {
            SipSorceryChannel[] channels = [.. _channels];
            _channels.Clear();
            return channels;
        }
    }

    /// <summary>Ends all.</summary>
    public void CloseAll()
    {
        SipSorceryChannel[] channels;
        lock (_gate)
        {
            _isGone = true;
            channels = [.. _channels];
            _channels.Clear();
            _waiting?.Clear();
        }
        foreach (var channel in channels)
            channel.OnClosed();
        _streams.Clear();
    }

    private static RTCDataChannelInit Init(DataChannelOptions options, ushort? stream = null) => new()
    {
        protocol = options.Protocol,
        negotiated = options.IsNegotiated,
        id = stream ?? options.Id,
    };

    private void Remember(SipSorceryChannel channel)
    {
        lock (_gate)
        {
            _channels.RemoveAll(static other => other.Closed.IsCompleted);
            _channels.Add(channel);
        }
    }

    private void OnTransport(RTCSctpTransportState state)
    {
        switch (state)
        {
            case RTCSctpTransportState.Connected:
                // SIPSorcery's own part of this comes after ours, on this thread.
                _ = Task.Run(OpenWaiting);
                break;
            case RTCSctpTransportState.Closed:
                End();
                break;
        }
    }

    private void OpenWaiting()
    {
        Queue<SipSorceryChannel>? waiting;
        lock (_gate)
        {
            waiting = _waiting;
            _waiting = null;
        }
        while (waiting?.TryDequeue(out var channel) == true)
            Open(channel);
    }

    private void Open(SipSorceryChannel channel)
    {
        if (TakeStream(channel) is { } stream)
            _ = FollowAsync(channel, stream);
        else
            channel.OnClosed();
    }

    private async Task FollowAsync(SipSorceryChannel channel, ushort stream)
    {
        try
        {
            channel.OnOpened(await _connection.createDataChannel(channel.Label, Init(channel.Options, stream)));
        }
        catch (ApplicationException)
        {
            channel.OnClosed();
        }
    }

    /// <summary>The stream of a channel: the one it asks for, or the next with the parity of this end's DTLS role (RFC 8832 §6). Null: there is none.</summary>
    private ushort? TakeStream(SipSorceryChannel channel)
    {
        if (channel.Options.Id is { } asked)
            return _streams.TryAdd(asked, channel) ? asked : null;
        lock (_gate)
        {
            // Those that were early have got the first.
            if (_nextStream < 0)
                _nextStream = (2 * Early) + (_connection.sctp.IsDtlsClient ? 0 : 1);
            for (; _nextStream <= LastStream; _nextStream += 2)
            {
                if (_streams.TryAdd((ushort)_nextStream, channel))
                {
                    _nextStream += 2;
                    return (ushort)(_nextStream - 2);
                }
            }
        }
        return null;
    }

    private void OnRemoteChannel(RTCDataChannel inner)
    {
        if (inner.id is not { } stream)
            return;
        var channel = new SipSorceryChannel(inner.label, new DataChannelOptions { Protocol = inner.protocol ?? "" }, _maxMessageSize);
        Remember(channel);
        _streams[stream] = channel;
        channel.OnOpened(inner);
        _onChannel(channel);
    }

    private void OnMessage(SctpDataFrame frame)
    {
        if (_streams.TryGetValue(frame.StreamID, out var channel))
            channel.OnMessage((DataChannelPayloadProtocols)frame.PPID, frame.UserData);
    }

    private void End()
    {
        lock (_gate)
        {
            if (_isGone)
                return;
        }
        CloseAll();
        _onChanged();
    }
}

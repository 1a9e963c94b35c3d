using System.Threading.Channels;
using PeerCall.Peer.Client;
using PeerCall.Peer.Engine;

namespace PeerCall.Peer.Files;

/// <summary>The files that one peer offers. An offer that comes again under its name goes on where it stopped; too many open ones are declined.</summary>
internal sealed class PeerFiles(RemotePeer peer, TimeProvider clock, Turns turns, Action<IncomingFile> offered)
{
    /// <summary>Offers of one peer that are open at one time.</summary>
    private const int MaxOpen = 8;

    /// <summary>How long an open channel may say nothing.</summary>
    private static readonly TimeSpan OfferTime = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, IncomingFile> _open = new(StringComparer.Ordinal);
    private int _reading;
    private bool _isOver;

    /// <summary>The peer has opened a channel for a file. In a turn.</summary>
    public void Take(IPeerChannel channel)
    {
        if (_isOver || _reading >= MaxOpen)
        {
            channel.Close();
            return;
        }
        _reading++;
        _ = ReadOfferAsync(channel);
    }

    /// <summary>The peer has gone. In a turn.</summary>
    public void Close()
    {
        _isOver = true;
        foreach (var file in _open.Values.ToArray())
            file.Abandon();
    }

    private async Task ReadOfferAsync(IPeerChannel channel)
    {
        OfferMessage? offer = null;
        try
        {
            using var patience = new CancellationTokenSource(OfferTime, clock);
            using var first = await channel.ReceiveAsync(patience.Token);
            offer = first.IsText ? FileMessage.Read(first.Data.Span) as OfferMessage : null;
            if (offer is null)
                await channel.CancelAsync(FileCodes.Invalid);
        }
        catch (Exception silence) when (silence is OperationCanceledException or ChannelClosedException)
        {
            channel.Close();
        }
        turns.Post(() =>
        {
            _reading--;
            if (offer is not null)
                Offered(offer, channel);
        });
    }

    private void Offered(OfferMessage offer, IPeerChannel channel)
    {
        if (_isOver)
        {
            channel.Close();
        }
        else if (_open.TryGetValue(offer.Transfer, out var known))
        {
            // Another file under the same name would be put behind the first one's blocks.
            if (known.Size == offer.Size)
                known.Attach(channel);
            else
                _ = channel.CancelAsync(FileCodes.Invalid);
        }
        else if (FileName.Clean(offer.Name) is not { } name)
        {
            _ = DeclineAsync(channel, FileCodes.Invalid);
        }
        else if (_open.Count >= MaxOpen)
        {
            _ = DeclineAsync(channel, FileCodes.Busy);
        }
        else
        {
            var file = new IncomingFile(peer, offer, name, clock);
            _open[offer.Transfer] = file;
            file.Attach(channel);
            _ = ForgetAsync(file);
            offered(file);
        }
    }

    private async Task ForgetAsync(IncomingFile file)
    {
        await file.Ended;
        turns.Post(() => _open.Remove(file.Transfer));
    }

    private static async Task DeclineAsync(IPeerChannel channel, string code)
    {
        await channel.TrySendAsync(new DeclineMessage(code));
        channel.Close();
    }
}

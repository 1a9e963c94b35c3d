using System.Globalization;
using System.Net;

namespace PeerCall.Benchmarks.Load;

/// <summary>A participant at a bare relay: paired by the query, ready as soon as both are connected, nothing to confirm.</summary>
internal sealed class RelayParticipant(int number, IPEndPoint? server) : Participant(number, server)
{
    private bool _open = server is null;
    private long _id;

    /// <inheritdoc/>
    public override bool IsReady => _open;

    /// <inheritdoc/>
    public override bool IsSettled => true;

    /// <inheritdoc/>
    protected override string Path => string.Create(CultureInfo.InvariantCulture, $"/ws?pair={Pair}");

    /// <inheritdoc/>
    protected override string? Subprotocol => null;

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> PartnerId => "k3v9x2m7qa"u8;

    /// <inheritdoc/>
    public override void Opened() => _open = true;

    /// <inheritdoc/>
    public override void Received(ReadOnlySpan<byte> message)
    {
        if (!TookReport(message))
            Arrived(message);
    }

    /// <inheritdoc/>
    protected override long NextId() => ++_id;
}

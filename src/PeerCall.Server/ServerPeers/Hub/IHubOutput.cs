namespace PeerCall.Server.ServerPeers.Hub;

/// <summary>Where a receiver's messages go. Calls come while the hub is locked: they must not wait, nor call it.</summary>
internal interface IHubOutput
{
    /// <summary>Sends a message if there is room for it now.</summary>
    bool TrySend(in HubFrame frame);

    /// <summary>Messages wait for <see cref="HubReceiver.TryTake"/>.</summary>
    void Wake();

    /// <summary>The receiver is too far behind and gets nothing more.</summary>
    void Behind();
}

namespace PeerCall.Benchmarks.Page;

/// <summary>A page for calls, being served.</summary>
internal interface ISite : IAsyncDisposable
{
    /// <summary>The address that a person opens.</summary>
    /// <param name="room">Where the two meet.</param>
    /// <param name="second">Whether this person comes second and so makes the offer.</param>
    string Address(string room, bool second);
}

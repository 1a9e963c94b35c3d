using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using PeerCall.Rtc.Interop.Linking;

namespace PeerCall.Rtc.Interop.Peers;

/// <summary>A peer connection in another program.</summary>
internal sealed class ForeignPeer : IPeer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BulkPatience = TimeSpan.FromSeconds(40);
    private static int s_count;

    private readonly PeerLink _link;
    private readonly string _id = string.Create(CultureInfo.InvariantCulture, $"p{Interlocked.Increment(ref s_count)}");
    private readonly Channel<IceCandidate?> _candidates = Channel.CreateUnbounded<IceCandidate?>();
    private readonly Channel<SignalingMessage> _signals = Channel.CreateUnbounded<SignalingMessage>();

    private ForeignPeer(PeerLink link, PeerKind kind)
    {
        _link = link;
        Name = kind.ToString();
        Trickles = kind is not PeerKind.Aiortc;
        link.Listen(_id, Take);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public bool Trickles { get; }

    /// <inheritdoc/>
    public string LastReported { get; private set; } = "nothing";

    /// <inheritdoc/>
    public ChannelReader<IceCandidate?> Candidates => _candidates.Reader;

    /// <summary>What its negotiation says to the other end.</summary>
    public ChannelReader<SignalingMessage> Signals => _signals.Reader;

    /// <summary>Makes a connection there.</summary>
    public static async Task<ForeignPeer> Create(PeerLink link, PeerKind kind, PeerSettings settings)
    {
        var peer = new ForeignPeer(link, kind);
        var servers = settings.IceServers.Select(static server => (JsonNode)new JsonObject
        {
            ["urls"] = new JsonArray([.. server.Urls.Select(static url => JsonValue.Create(url))]),
            ["username"] = server.Username,
            ["credential"] = server.Credential,
        });
        var configuration = new JsonObject { ["iceServers"] = new JsonArray([.. servers]) };
        if (settings.RelayOnly)
            configuration["iceTransportPolicy"] = "relay";
        await peer.Ask("create", configuration);
        return peer;
    }

    /// <summary>Sections for media, without or with tracks of camera and microphone.</summary>
    public Task AddMedia(int audio, int video, bool camera = false) =>
        Ask("addMedia", new JsonObject { ["audio"] = audio, ["video"] = video, ["camera"] = camera });

    /// <inheritdoc/>
    public Task CreateChannel(string label, ChannelSettings? settings = null)
    {
        var arguments = JsonSerializer.SerializeToNode(settings ?? new ChannelSettings(), JsonSerializerOptions.Web)!.AsObject();
        // null is not "absent" for a page.
        foreach (var absent in arguments.Where(static pair => pair.Value is null).Select(static pair => pair.Key).ToList())
            arguments.Remove(absent);
        arguments["label"] = label;
        return Ask("createChannel", arguments);
    }

    /// <inheritdoc/>
    public Task<string> Offer(bool restart, bool complete) => AskText("offer", new JsonObject { ["restart"] = restart, ["complete"] = complete });

    /// <inheritdoc/>
    public Task<string> Answer(string offer, bool complete) => AskText("answer", new JsonObject { ["sdp"] = offer, ["complete"] = complete });

    /// <inheritdoc/>
    public Task Accept(string answer) => Ask("accept", new JsonObject { ["sdp"] = answer });

    /// <inheritdoc/>
    public Task AddCandidate(IceCandidate? candidate) => Ask("candidate", new JsonObject { ["candidate"] = JsonSerializer.SerializeToNode(candidate) });

    /// <summary>Perfect negotiation from now on; a browser alone.</summary>
    public Task Negotiate(bool isPolite) => Ask("negotiate", new JsonObject { ["polite"] = isPolite });

    /// <summary>What the other end of its negotiation says.</summary>
    public Task Signal(SignalingMessage message) => Ask("signal", new JsonObject
    {
        ["description"] = JsonSerializer.SerializeToNode(message.Description),
        ["candidate"] = JsonSerializer.SerializeToNode(message.Candidate),
    });

    /// <summary>Makes an offer due that restarts ICE.</summary>
    public Task RestartIce() => Ask("restart");

    /// <inheritdoc/>
    public async Task<ChannelReading> Opened(string label) => Read<ChannelReading>(await Ask("opened", On(label)))!;

    /// <inheritdoc/>
    public async Task<bool> WasOpen(string label) => (await Ask("wasOpen", On(label)))!.GetValue<bool>();

    /// <inheritdoc/>
    public Task Send(string label, PeerMessage message)
    {
        var arguments = JsonSerializer.SerializeToNode(message, JsonSerializerOptions.Web)!.AsObject();
        arguments["label"] = label;
        return Ask("send", arguments);
    }

    /// <inheritdoc/>
    public async Task<PeerMessage> Receive(string label) => Read<PeerMessage>(await Ask("receive", On(label)))!;

    /// <inheritdoc/>
    public Task Echo(string label) => Ask("echo", On(label));

    /// <inheritdoc/>
    public Task<string> SendBulk(string label, int bytes, int messageSize) =>
        AskText("sendBulk", new JsonObject { ["label"] = label, ["bytes"] = bytes, ["size"] = messageSize }, BulkPatience);

    /// <inheritdoc/>
    public Task<string> ReceiveBulk(string label, int bytes) =>
        AskText("receiveBulk", new JsonObject { ["label"] = label, ["bytes"] = bytes }, BulkPatience);

    /// <inheritdoc/>
    public Task CloseChannel(string label) => Ask("closeChannel", On(label));

    /// <inheritdoc/>
    public Task Closed(string label) => Ask("closed", On(label));

    /// <inheritdoc/>
    public Task<string> State(TimeSpan within, params string[] wanted) =>
        AskText("state", new JsonObject { ["wanted"] = new JsonArray([.. wanted.Select(static state => JsonValue.Create(state))]) }, within);

    /// <inheritdoc/>
    public async Task<PathReading?> Path() => Read<PathReading>(await Ask("path"));

    public async ValueTask DisposeAsync()
    {
        _candidates.Writer.TryComplete();
        _signals.Writer.TryComplete();
        try
        {
            await Ask("close");
        }
        catch (ForeignPeerException)
        {
            // Its program was killed, or lost its link: then it is closed.
        }
        _link.Unlisten(_id);
    }

    private static JsonObject On(string label) => new() { ["label"] = label };

    private static T? Read<T>(JsonNode? node) => node.Deserialize<T>(JsonSerializerOptions.Web);

    private async Task<string> AskText(string command, JsonObject arguments, TimeSpan? within = null) => (await Ask(command, arguments, within))!.GetValue<string>();

    private async Task<JsonNode?> Ask(string command, JsonObject? arguments = null, TimeSpan? within = null)
    {
        var limit = within ?? Patience;
        using var deadline = new CancellationTokenSource(limit);
        try
        {
            return await _link.Ask(_id, command, arguments, deadline.Token);
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"{Name} has not answered `{command}` within {limit.TotalSeconds:0.#} s. It reported last: {LastReported}.", late);
        }
        catch (ForeignPeerException refused)
        {
            throw new ForeignPeerException($"{Name} on `{command}`: {refused.Message} It reported last: {LastReported}.");
        }
    }

    private void Take(string name, JsonNode? value)
    {
        if (name == "state")
            LastReported = value!.GetValue<string>();
        else if (name == "candidate")
            _candidates.Writer.TryWrite(value.Deserialize<IceCandidate>());
        else if (name == "signal")
            _signals.Writer.TryWrite(value.Deserialize<SignalingMessage>(JsonSerializerOptions.Web)!);
    }
}

using System.Collections.ObjectModel;
using System.Security.Cryptography;
using PeerCall.EndToEnd.Browsing;
using PeerCall.EndToEnd.Hosting;
using PeerCall.NetworkLab.Expectations;
using PeerCall.NetworkLab.Network;

namespace PeerCall.NetworkLab.Ends;

/// <summary>A lab, a server in it, and two ends in one of its rooms; all ended together.</summary>
internal sealed class LabCall : IAsyncDisposable
{
    /// <summary>A link may try for 20 s before it counts as failed, and a server that is away takes ten of them.</summary>
    public static readonly TimeSpan CausePatience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("peercall-lab-ends-");
    private readonly BrowserFixture _browsers;
    private readonly LabCallOptions _options;
    private readonly List<IEnd> _ends = [];
    private int _meetings;

    private LabCall(BrowserFixture browsers, LabCallOptions options, Lab lab)
    {
        _browsers = browsers;
        _options = options;
        Lab = lab;
        Coturn = options.HasCoturn ? new LabCoturn() : null;
    }

    public Lab Lab { get; }

    public LabServer Server { get; private set; } = null!;

    /// <summary>The TURN server in place of the embedded one, if that was asked for.</summary>
    public LabCoturn? Coturn { get; }

    /// <summary>Who is in the room first.</summary>
    public IEnd A { get; private set; } = null!;

    /// <summary>Who comes later.</summary>
    public IEnd B { get; private set; } = null!;

    /// <summary>Builds the lab, starts the server in it, and two ends join, one after the other; returns when media or data flows both ways, if any can.</summary>
    public static async Task<LabCall> Connect(BrowserFixture browsers, LabCallOptions options)
    {
        var call = new LabCall(browsers, options, await Lab.Build(options.A, options.B, options.ShapeA, options.ShapeB));
        try
        {
            await call.Begin();
            return call;
        }
        catch
        {
            await call.DisposeAsync();
            throw;
        }
    }

    /// <summary>Both go to a room that nobody was in; returns when something flows both ways.</summary>
    public Task Rejoin() => Meet(A, B);

    /// <summary>Everybody leaves, and the server stops.</summary>
    /// <returns>What it has written of all links that there were.</returns>
    public async Task<LinkRecords> End()
    {
        foreach (var end in _ends)
            await end.Leave();
        // A server that stops before it has heard of it keeps their places for the next run.
        await Eventually.Holds(
            async () => (await Server.Links()).All(static link => link.TryGetProperty("endedAt", out _)),
            CausePatience,
            async () => $"the server has heard that everybody has left.\n{await Tell()}");
        return new LinkRecords(_meetings, await Server.Stop());
    }

    public async Task<string> Tell() =>
        $"{string.Join('\n', await Task.WhenAll(_ends.Select(static end => end.Tell())))}\n--- server\n{Server.Output}{(Coturn is null ? "" : $"--- coturn\n{Coturn.Output}")}";

    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (var end in _ends)
                await end.DisposeAsync();
            if (Server is not null)
                await Server.DisposeAsync();
            if (Coturn is not null)
                await Coturn.DisposeAsync();
        }
        finally
        {
            await Lab.DisposeAsync();
            _folder.Delete(recursive: true);
        }
    }

    private async Task Begin()
    {
        if (_options.HasClosedRelayPorts)
            await Lab.CloseRelayPorts();
        if (Coturn is not null)
            await Coturn.Start();
        Server = await LabServer.Start(Settings(), _options.IsSelfSigned);
        A = await Make(Side.A, _options.KindA, _options.KindB, _options.Restarts);
        B = await Make(Side.B, _options.KindB, _options.KindA, 0);
        await Rejoin();
    }

    /// <summary>Where both say something of one key, the test does it for a reason.</summary>
    private Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>(Coturn?.ServerSettings ?? ReadOnlyDictionary<string, string>.Empty, StringComparer.Ordinal);
        foreach (var (key, value) in _options.Settings)
            settings[key] = value;
        return settings;
    }

    private async Task Meet(IEnd a, IEnd b)
    {
        _meetings++;
        var link = LabServer.Room($"lab-{RandomNumberGenerator.GetHexString(12, lowercase: true)}");
        await a.Join(link);
        await b.Join(link);
        if (!_options.IsHopeless)
            await Task.WhenAll(a.Flows(), b.Flows());
    }

    private async Task<IEnd> Make(Side side, EndKind kind, EndKind other, int restarts)
    {
        var hasMedia = other is not EndKind.Headless;
        IEnd end = kind switch
        {
            EndKind.Headless => new HeadlessEnd(side, restarts, Tell),
            EndKind.Firefox => await FirefoxEnd.Start(side, hasMedia, Tell),
            _ => await PageEnd.Start(_browsers, side, _folder, hasMedia, Tell),
        };
        _ends.Add(end);
        return end;
    }
}

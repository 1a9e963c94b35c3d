using System.Security.Cryptography;
using PeerCall.EndToEnd.Browsing;
using PeerCall.NetworkLab.Network;

namespace PeerCall.NetworkLab.Ends;

/// <summary>A lab, a server in it, and two ends in one of its rooms; all ended together.</summary>
internal sealed class LabCall : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("peercall-lab-ends-");
    private readonly BrowserFixture _browsers;
    private readonly LabCallOptions _options;

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

    private IEnumerable<IEnd> Ends => new[] { A, B }.Where(static end => end is not null);

    /// <summary>Builds the lab, starts the server in it, and two ends join, one after the other; returns when media or data flows both ways.</summary>
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
    public async Task Rejoin()
    {
        var link = LabServer.Room($"lab-{RandomNumberGenerator.GetHexString(12, lowercase: true)}");
        await A.Join(link);
        await B.Join(link);
        await Task.WhenAll(A.Flows(), B.Flows());
    }

    public async Task<string> Tell() =>
        $"{string.Join('\n', await Task.WhenAll(Ends.Select(static end => end.Tell())))}\n--- server\n{Server.Output}{(Coturn is null ? "" : $"--- coturn\n{Coturn.Output}")}";

    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (var end in Ends)
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
        if (Coturn is not null)
            await Coturn.Start();
        Server = await LabServer.Start(Coturn?.ServerSettings ?? _options.Settings, _options.IsSelfSigned);
        A = await Make(Side.A, _options.KindA, _options.KindB, _options.Restarts);
        B = await Make(Side.B, _options.KindB, _options.KindA, 0);
        await Rejoin();
    }

    private async Task<IEnd> Make(Side side, EndKind kind, EndKind other, int restarts) => kind is EndKind.Chromium
        ? await PageEnd.Start(_browsers, side, _folder, hasMedia: other is EndKind.Chromium, Tell)
        : new HeadlessEnd(side, restarts, Tell);
}

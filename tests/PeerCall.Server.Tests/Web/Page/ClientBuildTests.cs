using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;

namespace PeerCall.Server.Tests.Web.Page;

/// <summary>The script that builds the client, with a small client that needs no package.</summary>
public sealed class ClientBuildTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ClientBuildTests()
    {
        _folder.Write("client/package.json", """{"name":"c","version":"1.0.0","type":"module","scripts":{"build":"node build.mjs"}}""");
        _folder.Write("client/package-lock.json", """{"name":"c","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"c","version":"1.0.0"}}}""");
        _folder.Write("client/src/app.js", "// source");
        WriteBuild(exitCode: 0);
    }

    private string Dist => _folder.PathOf("client/dist");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_builds_compresses_and_stamps()
    {
        await Build();
        var index = await File.ReadAllTextAsync(Path.Combine(Dist, "index.html"));
        using var brotli = new StreamReader(new BrotliStream(File.OpenRead(Path.Combine(Dist, "index.html.br")), CompressionMode.Decompress));
        (await brotli.ReadToEndAsync()).ShouldBe(index);
        using var gzip = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Dist, "index.html.gz")), CompressionMode.Decompress));
        (await gzip.ReadToEndAsync()).ShouldBe(index);
        File.Exists(Path.Combine(Dist, "small.js.br")).ShouldBeFalse("a small file saves nothing");
        File.Exists(_folder.PathOf("obj/built.stamp")).ShouldBeTrue();
        Directory.Exists(_folder.PathOf("obj/lock")).ShouldBeFalse();
    }

    [Fact]
    public async Task It_builds_again_only_when_a_source_is_newer()
    {
        await Build();
        await Build();
        Builds().ShouldBe(1);
        File.SetLastWriteTimeUtc(_folder.PathOf("client/src/app.js"), DateTime.UtcNow.AddSeconds(5));
        await Build();
        Builds().ShouldBe(2);
    }

    [Fact]
    public async Task Several_at_once_build_once()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Run()));
        results.ShouldAllBe(static result => result.ExitCode == 0);
        Builds().ShouldBe(1);
    }

    [Fact]
    public async Task A_build_that_fails_says_so_and_leaves_the_page_that_was_there()
    {
        await Build();
        WriteBuild(exitCode: 1);
        File.SetLastWriteTimeUtc(_folder.PathOf("client/build.mjs"), DateTime.UtcNow.AddSeconds(5));
        var (exitCode, error) = await Run();
        exitCode.ShouldBe(1);
        error.ShouldContain("PeerCall client: npm run build");
        File.Exists(Path.Combine(Dist, "index.html")).ShouldBeTrue();
        Directory.Exists(_folder.PathOf("obj/lock")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_lock_of_a_killed_build_is_no_obstacle()
    {
        using var gone = Process.Start(new ProcessStartInfo("node", "--version") { UseShellExecute = false, RedirectStandardOutput = true })!;
        await gone.WaitForExitAsync();
        _folder.Write("obj/lock/pid", $"{gone.Id}");
        await Build();
        Builds().ShouldBe(1);
    }

    private void WriteBuild(int exitCode) => _folder.Write("client/build.mjs", $$"""
        import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
        const out = process.argv[process.argv.indexOf('--outDir') + 1];
        mkdirSync(out, { recursive: true });
        writeFileSync(`${out}/index.html`, 'page '.repeat(1000));
        writeFileSync(`${out}/small.js`, 'x');
        appendFileSync('../builds.txt', 'x');
        process.exit({{exitCode}});
        """);

    private int Builds() => (int)new FileInfo(_folder.PathOf("builds.txt")).Length;

    private async Task Build()
    {
        var (exitCode, error) = await Run();
        exitCode.ShouldBe(0, error);
    }

    private async Task<(int ExitCode, string Error)> Run()
    {
        var script = typeof(ClientBuildTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static entry => entry.Key == "ClientBuildScript").Value!;
        var start = new ProcessStartInfo("node") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[script, _folder.PathOf("client"), _folder.PathOf("obj")])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        return (process.ExitCode, error);
    }
}

using System.Diagnostics;
using System.Globalization;

namespace PeerCall.Benchmarks.Dtls;

/// <summary>The same calls from C, compiled here: it needs cc and OpenSSL's headers (Debian: gcc, libssl-dev).</summary>
internal sealed class CompiledYardstick : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("peercall-dtls-");

    /// <summary>Compiles.</summary>
    /// <exception cref="InvalidOperationException">There is no compiler, or it fails.</exception>
    public CompiledYardstick()
    {
        var source = Path.Combine(_folder.FullName, "yardstick.c");
        using (var text = typeof(CompiledYardstick).Assembly.GetManifestResourceStream("yardstick.c")!)
        using (var file = File.Create(source))
            text.CopyTo(file);
        Run("cc", ["-O2", "-o", Program, source, "-lssl", "-lcrypto"]);
    }

    private string Program => Path.Combine(_folder.FullName, "yardstick");

    /// <summary>Nanoseconds of CPU a record.</summary>
    public double Measure(int size, int records) => double.Parse(
        Run(Program, [size.ToString(CultureInfo.InvariantCulture), records.ToString(CultureInfo.InvariantCulture)]), CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    private static string Run(string program, string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: install gcc and libssl-dev.");
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException($"{program} is not in the PATH: install gcc and libssl-dev.", missing);
        }
    }
}

using System.Reflection;

namespace PeerCall.NetworkLab.Ends;

/// <summary>Scripts that run before the page's own.</summary>
internal static class Scripts
{
    public static string Read(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

namespace PeerCall.Net.Tests.Loops;

/// <summary>A test of what only Linux has.</summary>
public sealed class OnLinuxFactAttribute : FactAttribute
{
    public OnLinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
            Skip = "The batched loop is for Linux.";
    }
}

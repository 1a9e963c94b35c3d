using System.Reflection;
using Xunit.Sdk;

namespace PeerCall.Net.Tests.Loops;

/// <summary>Runs a theory with every kind of loop that this system has.</summary>
public sealed class EveryKindAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        Enum.GetValues<LoopKind>().Where(kind => kind is LoopKind.Portable || OperatingSystem.IsLinux()).Select(kind => new object[] { kind });
}

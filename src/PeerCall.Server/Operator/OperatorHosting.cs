using PeerCall.Server.Web;

namespace PeerCall.Server.Operator;

/// <summary>Registration of what knows the operator.</summary>
internal static class OperatorHosting
{
    /// <summary>Registers <see cref="OperatorKey"/>.</summary>
    public static void AddOperator(this WebApplicationBuilder builder)
    {
        builder.AddOptionsSection<OperatorOptions>();
        builder.Services.AddSingleton<OperatorKey>();
    }
}

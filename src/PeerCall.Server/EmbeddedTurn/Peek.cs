using System.IO.Pipelines;

namespace PeerCall.Server.EmbeddedTurn;

/// <summary>Looks at the beginning of a connection and leaves it where it is.</summary>
internal static class Peek
{
    /// <summary>Waits for as many bytes as it takes to tell. A connection that ends before is <see cref="Beginning.Other"/>.</summary>
    public static async ValueTask<Beginning> AtStartAsync(PipeReader input, CancellationToken cancellation)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellation);
            var beginning = FirstBytes.Look(result.Buffer);
            if (beginning is not Beginning.Unknown || result.IsCompleted)
            {
                // Nothing examined: the next reader gets the same bytes at once.
                input.AdvanceTo(result.Buffer.Start);
                return beginning is Beginning.Unknown ? Beginning.Other : beginning;
            }
            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}

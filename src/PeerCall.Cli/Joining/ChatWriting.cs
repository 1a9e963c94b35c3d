using PeerCall.Cli.Output;
using PeerCall.Peer;

namespace PeerCall.Cli.Joining;

/// <summary>Writes the texts of <c>--chat</c>, and the lines of standard input.</summary>
internal sealed class ChatWriting(PeerCallClient client, IStayView view, TextReader input, CancellationToken cancellation)
{
    /// <summary>Writes texts in their order; <c>-</c> stands for all lines of the input. Never fails.</summary>
    public async Task WriteAsync(IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            if (text == JoinSettings.StandardInput)
                await WriteLinesAsync();
            else
                await WriteAsync(text);
        }
    }

    /// <summary>Writes every line of the input until its end.</summary>
    public async Task WriteLinesAsync()
    {
        while (!cancellation.IsCancellationRequested)
        {
            string? line;
            try
            {
                // A terminal's reader waits where no token reaches it; the process does not wait for it.
                line = await Task.Run(input.ReadLine, cancellation).WaitAsync(cancellation);
            }
            catch (Exception over) when (over is OperationCanceledException or IOException)
            {
                return;
            }
            if (line is null)
                return;
            if (line.Length > 0)
                await WriteAsync(line);
        }
    }

    private async Task WriteAsync(string text)
    {
        try
        {
            await client.SendChatAsync(text, cancellation);
            view.Show(new ChatSentEvent(text));
        }
        catch (PeerCallException fault)
        {
            view.Show(new ErrorEvent(fault.Code, fault.Message));
        }
        catch (ArgumentException)
        {
            view.Show(new ErrorEvent(Signaling.ErrorCodes.BadMessage, "A text has 1 to 4,000 characters; this one was not sent."));
        }
        catch (OperationCanceledException)
        {
            // The stay is over.
        }
    }
}

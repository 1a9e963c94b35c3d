using Microsoft.Playwright;

namespace PeerCall.EndToEnd.Browsing;

/// <summary>
/// A page without any interface or signaling: one <c>RTCPeerConnection</c>, fake camera and microphone. The test carries the descriptions
/// between two of them. Proves browsers, TURN and probe without PeerCall.
/// </summary>
internal sealed class BarePage(Browser browser)
{
    private const string Url = "http://localhost/bare";

    private const string Html = """
        <!doctype html><title>bare</title><video autoplay playsinline></video>
        <script>
          let connection;
          const gathered = () => new Promise((resolve) => {
            if (connection.iceGatheringState === 'complete') resolve();
            else connection.addEventListener('icegatheringstatechange', () => connection.iceGatheringState === 'complete' && resolve());
          });
          window.begin = async (configuration) => {
            connection = new RTCPeerConnection(configuration);
            connection.ontrack = (event) => { document.querySelector('video').srcObject = event.streams[0]; };
            const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
            for (const track of stream.getTracks()) connection.addTrack(track, stream);
          };
          window.offer = async () => {
            await connection.setLocalDescription();
            await gathered();
            return connection.localDescription.sdp;
          };
          window.answer = async (sdp) => {
            await connection.setRemoteDescription({ type: 'offer', sdp });
            return window.offer();
          };
          window.accept = (sdp) => connection.setRemoteDescription({ type: 'answer', sdp });
        </script>
        """;

    /// <summary>Opens the page and makes its connection.</summary>
    public async Task Begin(object configuration)
    {
        // Answered by the driver: no server is needed, and localhost is a secure context, so there are devices.
        await browser.Page.RouteAsync(Url, static route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/html", Body = Html }));
        await browser.Page.GotoAsync(Url);
        await browser.Page.EvaluateAsync("configuration => window.begin(configuration)", configuration);
    }

    /// <summary>Connects two pages: offer, answer, candidates in both.</summary>
    public async Task Connect(BarePage other)
    {
        var offer = await Evaluate("() => window.offer()");
        var answer = await other.Evaluate("sdp => window.answer(sdp)", offer);
        await Evaluate("sdp => window.accept(sdp)", answer);
    }

    private Task<string> Evaluate(string script, object? argument = null) => browser.Page.EvaluateAsync<string>(script, argument);
}

using Microsoft.Playwright;
using PeerCall.EndToEnd.Browsing;

namespace PeerCall.NetworkLab.Ends;

/// <summary>
/// A call of two pages that do nothing else: no interface, no server, the test carries descriptions and candidates. In the browsers of a call of the lab, with its ICE servers and the picture that
/// the page asks for, so that the times of the page can be compared with something.
/// </summary>
internal sealed class PlainCall
{
    private const string Url = "http://localhost/plain";

    private const string Html = """
        <!doctype html><title>plain</title><video autoplay playsinline muted></video><video autoplay playsinline></video>
        <script>
          let connection;
          const carry = (message) => window.carry(JSON.stringify(message));
          window.begin = async (iceServers) => {
            const [own, other] = document.querySelectorAll('video');
            connection = new RTCPeerConnection({ iceServers });
            connection.ontrack = ({ streams }) => { other.srcObject = streams[0]; };
            connection.onicecandidate = ({ candidate }) => candidate && carry({ candidate });
            own.srcObject = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 1280, height: 720 } });
            for (const track of own.srcObject.getTracks()) connection.addTrack(track, own.srcObject);
          };
          window.describe = async () => {
            await connection.setLocalDescription();
            await carry({ description: connection.localDescription });
          };
          window.deliver = async (text) => {
            const { description, candidate } = JSON.parse(text);
            if (candidate) return connection.addIceCandidate(candidate);
            await connection.setRemoteDescription(description);
            if (description.type === 'offer') await window.describe();
          };
        </script>
        """;

    private readonly IPage _answerer;
    private readonly IPage _offerer;
    private readonly string _iceServers;

    private PlainCall(IPage answerer, IPage offerer, string iceServers)
    {
        _answerer = answerer;
        _offerer = offerer;
        _iceServers = iceServers;
    }

    /// <summary>Prepares two browsers that are in a call, whose servers it takes.</summary>
    public static async Task<PlainCall> Prepare(Browser answerer, Browser offerer)
    {
        var (a, b) = (answerer.Page, offerer.Page);
        var servers = await b.EvaluateAsync<string>("() => JSON.stringify(window.__peerConnections.find((one) => one.connectionState === 'connected').getConfiguration().iceServers)");
        foreach (var (from, to) in new[] { (a, b), (b, a) })
        {
            // Answered by the driver; localhost is a secure context, so there are devices.
            await from.RouteAsync(Url, static route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/html", Body = Html }));
            await from.ExposeFunctionAsync<string, Task>("carry", text => to.EvaluateAsync("text => window.deliver(text)", text));
        }
        return new PlainCall(a, b, servers);
    }

    /// <summary>Leaves whatever the browsers show for a call; returns the milliseconds from the offer to connected.</summary>
    public async Task<double> ConnectTime()
    {
        foreach (var page in new[] { _answerer, _offerer })
        {
            await page.GotoAsync(Url);
            await page.EvaluateAsync("servers => window.begin(JSON.parse(servers))", _iceServers);
        }
        await _offerer.EvaluateAsync("() => window.describe()");
        await _offerer.WaitForFunctionAsync("() => window.__connectTime() !== null", options: new PageWaitForFunctionOptions { PollingInterval = 50 });
        return await _offerer.EvaluateAsync<double>("() => window.__connectTime()");
    }
}

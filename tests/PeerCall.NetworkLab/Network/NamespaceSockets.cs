using System.ComponentModel;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace PeerCall.NetworkLab.Network;

/// <summary>Connections from inside a network namespace, without a process there: a socket stays in the namespace of the thread that has made it.</summary>
internal static partial class NamespaceSockets
{
    private const int NewNetwork = 0x40000000;

    /// <summary>An HTTP client that takes any certificate.</summary>
    public static HttpClient HttpClient(string name) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancellation) =>
        {
            var socket = Make(name);
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
    })
    {
        // No measure of the server: a machine that is starting browsers may let it wait.
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>Whether somebody takes TCP connections there.</summary>
    public static async Task<bool> Accepts(string name, string address, int port)
    {
        using var socket = Make(name);
        try
        {
            await socket.ConnectAsync(address, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>On a thread of its own, which ends with its namespace and is given to nobody else.</summary>
    private static Socket Make(string name)
    {
        Socket? socket = null;
        Exception? fault = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var file = File.OpenHandle($"/run/netns/{name}");
                if (setns((int)file.DangerousGetHandle(), NewNetwork) != 0)
                    throw new Win32Exception(Marshal.GetLastPInvokeError());
                socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            }
            catch (Exception error) when (error is IOException or Win32Exception or SocketException)
            {
                fault = error;
            }
        });
        thread.Start();
        thread.Join();
        return socket ?? throw new HttpRequestException($"No socket in the namespace {name}.", fault, HttpStatusCode.ServiceUnavailable);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setns(int file, int kind);
}

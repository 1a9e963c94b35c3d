using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using PeerCall.Benchmarks.Load;

namespace PeerCall.Benchmarks.Servers;

/// <summary>
/// Makes another .NET process collect its heap: the runtime does so when an event session with the keyword GCHeapCollect begins.
/// So the measured server needs no door of its own for it. The format is that of the runtime's diagnostic IPC protocol, which listens on a
/// socket in the temporary folder.
/// </summary>
internal static class ForcedCollection
{
    private const byte EventPipe = 2;
    private const byte StopTracing = 1;
    private const byte CollectTracing2 = 3;
    private const byte Server = 0xFF;
    private const int HeaderLength = 20;
    private const ulong GcHeapCollect = 0x800000;

    /// <summary>Runs one full collection and returns when it is over.</summary>
    public static void Of(int processId)
    {
        var path = Directory.GetFiles(Path.GetTempPath(), $"dotnet-diagnostic-{processId}-*-socket").FirstOrDefault()
            ?? throw new LoadFailure("The server has no diagnostic socket (DOTNET_EnableDiagnostics is 0?).");
        using var events = Open(path);
        var session = BinaryPrimitives.ReadUInt64LittleEndian(Ask(events, CollectTracing2, SessionRequest()));

        // The collection happens while the session begins; its end is what lets the session be stopped.
        var drained = Task.Run(() => Drain(events));
        using var control = Open(path);
        var id = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(id, session);
        Ask(control, StopTracing, id);
        drained.Wait();
    }

    private static Socket Open(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 20_000 };
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static byte[] SessionRequest()
    {
        using var payload = new MemoryStream();
        using var writer = new BinaryWriter(payload);
        writer.Write(1u); // buffer of 1 MB, the least
        writer.Write(1u); // nettrace format
        writer.Write(false); // no rundown
        writer.Write(1u); // one provider
        writer.Write(GcHeapCollect);
        writer.Write(4u); // informational
        const string Provider = "Microsoft-Windows-DotNETRuntime\0";
        writer.Write((uint)Provider.Length);
        writer.Write(Encoding.Unicode.GetBytes(Provider));
        writer.Write(0u); // no filter
        return payload.ToArray();
    }

    private static byte[] Ask(Socket socket, byte command, byte[] payload)
    {
        var request = new byte[HeaderLength + payload.Length];
        "DOTNET_IPC_V1\0"u8.CopyTo(request);
        BinaryPrimitives.WriteUInt16LittleEndian(request.AsSpan(14), (ushort)request.Length);
        request[16] = EventPipe;
        request[17] = command;
        payload.CopyTo(request, HeaderLength);
        socket.Send(request);

        var header = Receive(socket, HeaderLength);
        var answer = Receive(socket, BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(14)) - HeaderLength);
        return header[16] == Server && header[17] == 0
            ? answer
            : throw new LoadFailure("The runtime refused the diagnostic command.");
    }

    private static byte[] Receive(Socket socket, int length)
    {
        var bytes = new byte[length];
        for (var done = 0; done < length;)
        {
            var received = socket.Receive(bytes.AsSpan(done));
            if (received == 0)
                throw new LoadFailure("The runtime closed the diagnostic socket.");
            done += received;
        }

        return bytes;
    }

    private static void Drain(Socket socket)
    {
        var buffer = new byte[4096];
        while (socket.Receive(buffer) > 0)
        {
        }
    }
}

# One end of a data channel on aiortc, driven like this program's own peer (PeerProgram.cs): one JSON command a line, one JSON answer a line.
import asyncio
import gc
import json
import statistics
import sys
import time

from aiortc import RTCPeerConnection, RTCSessionDescription

HIGH_WATER = 1 << 20


class End:
    def __init__(self):
        self.connection = RTCPeerConnection()
        self.opened = asyncio.Event()
        self.answers = asyncio.Queue()
        self.received = 0
        self.connection.on("datachannel", self.take)

    def take(self, channel):
        self.channel = channel
        channel.on("open", self.opened.set)
        channel.on("message", self.on_message)
        if channel.readyState == "open":
            self.opened.set()

    def on_message(self, message):
        if isinstance(message, str):
            if message == "end":
                self.channel.send(str(self.received))
                self.received = 0
            else:
                self.answers.put_nowait(message)
        elif len(message) > 1000:
            self.received += len(message)
        elif message[0] == 1:
            self.channel.send(b"\0" + message[1:])
        else:
            self.answers.put_nowait(message)


ends = []


async def do(command):
    what = command["do"]
    if what == "offer":
        end = End()
        ends.append(end)
        end.began = time.perf_counter()
        end.take(end.connection.createDataChannel("benchmark"))
        await end.connection.setLocalDescription(await end.connection.createOffer())
        return {"sdp": end.connection.localDescription.sdp}
    if what == "answer":
        end = End()
        ends.append(end)
        await end.connection.setRemoteDescription(RTCSessionDescription(command["sdp"], "offer"))
        await end.connection.setLocalDescription(await end.connection.createAnswer())
        return {"sdp": end.connection.localDescription.sdp}
    end = ends[-1]
    if what == "accept":
        await end.connection.setRemoteDescription(RTCSessionDescription(command["sdp"], "answer"))
        await asyncio.wait_for(end.opened.wait(), 20)
        return {"value": (time.perf_counter() - end.began) * 1000}
    if what == "ping":
        times = []
        message = b"\1" + bytes(command["bytes"] - 1)
        for _ in range(command["count"]):
            began = time.perf_counter()
            end.channel.send(message)
            await end.answers.get()
            times.append((time.perf_counter() - began) * 1e6)
        return {"value": statistics.median(times)}
    if what == "send":
        message = bytes(command["bytes"])
        began = time.perf_counter()
        sent = 0
        low = asyncio.Event()
        end.channel.bufferedAmountLowThreshold = HIGH_WATER // 2
        end.channel.on("bufferedamountlow", low.set)
        while time.perf_counter() - began < command["seconds"]:
            if end.channel.bufferedAmount > HIGH_WATER:
                low.clear()
                await low.wait()
            end.channel.send(message)
            sent += len(message)
            await asyncio.sleep(0)
        end.channel.send("end")
        arrived = int(await end.answers.get())
        if arrived != sent:
            raise RuntimeError(f"{arrived} of {sent} bytes arrived")
        return {"value": sent / (time.perf_counter() - began)}
    if what == "close":
        await asyncio.gather(*(end.connection.close() for end in ends))
        ends.clear()
        return {}
    if what == "collect":
        gc.collect()
        return {}
    raise ValueError(what)


async def main():
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        try:
            answer = await do(json.loads(line))
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


asyncio.run(main())

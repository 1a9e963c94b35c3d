"""aiortc's peer connections, driven by a test over lines of JSON on a local TCP connection.

Requests are {id, peer, command, arguments}; answers {id, result} or {id, error}; what happens by itself is told as {event, peer, value}.
Waiting has no limit here: the test has one. aiortc does not trickle: its descriptions hold its candidates.
"""

import asyncio
import base64
import hashlib
import json
import os
import sys

import aioice.ice
from aiortc import RTCConfiguration, RTCIceServer, RTCPeerConnection, RTCSessionDescription
from aiortc.sdp import candidate_from_sdp

# aioice leaves loopback out; a machine without a network has nothing else.
_addresses = aioice.ice.get_host_addresses
aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: _addresses(use_ipv4, use_ipv6) + (["127.0.0.1"] if use_ipv4 else [])

peers = {}


def option(value):
    """The three optional numbers of a channel are left out or given."""
    return {key: entry for key, entry in value.items() if entry is not None}


class Channel:
    def __init__(self, channel, changed):
        self.channel = channel
        self.inbox = asyncio.Queue()
        self.echoes = False
        self.states = asyncio.Condition()
        self.low = asyncio.Event()
        self.was_open = channel.readyState == "open"
        channel.on("open", self._opened)
        channel.on("message", self._take)
        channel.on("bufferedamountlow", self.low.set)
        for event in ("open", "close"):
            channel.on(event, lambda: (changed(), asyncio.ensure_future(self._notify())))

    def _opened(self):
        self.was_open = True

    async def _notify(self):
        async with self.states:
            self.states.notify_all()

    def _take(self, data):
        if self.echoes:
            self.channel.send(data)
        else:
            self.inbox.put_nowait(data)

    async def _until(self, *wanted):
        async with self.states:
            await self.states.wait_for(lambda: self.channel.readyState in wanted)

    async def opened(self, _):
        await self._until("open")
        names = ("label", "protocol", "ordered", "maxRetransmits", "maxPacketLifeTime", "negotiated", "id")
        return {name: getattr(self.channel, name) for name in names}

    async def closed(self, _):
        await self._until("closed")

    async def closeChannel(self, _):
        self.channel.close()

    async def send(self, given):
        text = given.get("text")
        self.channel.send(text if text is not None else base64.b64decode(given["binary"]))

    async def receive(self, _):
        data = await self.inbox.get()
        return {"text": data} if isinstance(data, str) else {"binary": base64.b64encode(data).decode()}

    async def echo(self, _):
        self.echoes = True
        while not self.inbox.empty():
            self.channel.send(self.inbox.get_nowait())

    async def sendBulk(self, given):
        everything = os.urandom(given["bytes"])
        self.channel.bufferedAmountLowThreshold = 1 << 19
        for at in range(0, len(everything), given["size"]):
            while self.channel.bufferedAmount > 1 << 20:
                self.low.clear()
                await self.low.wait()
            self.channel.send(everything[at : at + given["size"]])
        return hashlib.sha256(everything).hexdigest()

    async def receiveBulk(self, given):
        digest, left = hashlib.sha256(), given["bytes"]
        while left > 0:
            data = await self.inbox.get()
            digest.update(data)
            left -= len(data)
        return digest.hexdigest()


class Peer:
    def __init__(self, name, configuration, tell):
        servers = [RTCIceServer(**server) for server in configuration.get("iceServers", [])]
        self.name = name
        self.tell = tell
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=servers))
        self.channels = {}
        self.changes = asyncio.Condition()
        self.connection.on("datachannel", self._keep)
        for event in ("connectionstatechange", "iceconnectionstatechange", "signalingstatechange"):
            self.connection.on(event, self._changed)

    def _changed(self):
        self.tell({"event": "state", "peer": self.name, "value": self.states()})
        asyncio.ensure_future(self._notify())

    async def _notify(self):
        async with self.changes:
            self.changes.notify_all()

    def _keep(self, channel):
        self.channels[channel.label] = Channel(channel, self._changed)
        self._changed()

    def states(self):
        connection = self.connection
        channels = " ".join(f"{label}={channel.channel.readyState}" for label, channel in self.channels.items())
        return (
            f"connection {connection.connectionState}, ICE {connection.iceConnectionState}, signaling {connection.signalingState}, "
            f"gathering {connection.iceGatheringState}, channels {channels}"
        )

    async def channel(self, label):
        async with self.changes:
            await self.changes.wait_for(lambda: label in self.channels)
        return self.channels[label]

    async def wasOpen(self, given):
        return given["label"] in self.channels and self.channels[given["label"]].was_open

    async def createChannel(self, given):
        self._keep(self.connection.createDataChannel(**option(given)))

    async def offer(self, _):
        await self.connection.setLocalDescription(await self.connection.createOffer())
        return self.connection.localDescription.sdp

    async def answer(self, given):
        await self.connection.setRemoteDescription(RTCSessionDescription(given["sdp"], "offer"))
        await self.connection.setLocalDescription(await self.connection.createAnswer())
        return self.connection.localDescription.sdp

    async def accept(self, given):
        await self.connection.setRemoteDescription(RTCSessionDescription(given["sdp"], "answer"))

    async def candidate(self, given):
        init = given["candidate"]
        if init is None:
            return
        candidate = candidate_from_sdp(init["candidate"].split(":", 1)[1])
        candidate.sdpMid = init.get("sdpMid")
        candidate.sdpMLineIndex = init.get("sdpMLineIndex")
        await self.connection.addIceCandidate(candidate)

    async def state(self, given):
        async with self.changes:
            await self.changes.wait_for(lambda: self.connection.connectionState in given["wanted"])
        return self.connection.connectionState

    async def path(self, _):
        """aiortc's statistics know no candidates: its ICE layer is asked itself."""
        pairs = list(self.connection.sctp.transport.transport._connection._nominated.values()) if self.connection.sctp else []
        if not pairs:
            return None
        local, remote = pairs[0].local_candidate, pairs[0].remote_candidate
        return {"localType": local.type, "remoteType": remote.type, "relayProtocol": None}

    async def close(self, _):
        await self.connection.close()
        del peers[self.name]


on_channel = {"opened", "closed", "closeChannel", "send", "receive", "echo", "sendBulk", "receiveBulk"}


async def perform(request, tell):
    name, command, given = request["peer"], request["command"], request["arguments"]
    if command == "create":
        peers[name] = Peer(name, given, tell)
        return None
    peer = peers[name]
    if command in on_channel:
        return await getattr(await peer.channel(given["label"]), command)(given)
    return await getattr(peer, command)(given)


async def main():
    reader, writer = await asyncio.open_connection("127.0.0.1", int(sys.argv[1]), limit=1 << 24)

    def tell(message):
        writer.write(json.dumps(message).encode() + b"\n")

    async def serve(request):
        try:
            tell({"id": request["id"], "result": await perform(request, tell)})
        except Exception as error:  # The test gets every fault as the answer to its request.
            tell({"id": request["id"], "error": repr(error)})

    tell({"event": "ready", "value": "aiortc"})
    tasks = set()
    while line := await reader.readline():
        task = asyncio.ensure_future(serve(json.loads(line)))
        tasks.add(task)
        task.add_done_callback(tasks.discard)


asyncio.run(main())

// The same relay in Node: accept, read a message, pass it to the paired socket.
import { WebSocketServer } from 'ws';

const waiting = new Map();
const server = new WebSocketServer({ host: '127.0.0.1', port: Number(process.argv[2]), perMessageDeflate: false });

server.on('connection', (socket, request) => {
  const pair = new URL(request.url, 'http://localhost').searchParams.get('pair');
  const first = waiting.get(pair);
  if (!first) {
    waiting.set(pair, socket);
    return;
  }
  waiting.delete(pair);
  first.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  socket.on('message', (data, isBinary) => first.send(data, { binary: isBinary }));
});

// The memory measurement asks for a collection.
process.on('SIGUSR2', () => globalThis.gc?.());

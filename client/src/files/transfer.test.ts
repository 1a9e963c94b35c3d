import { describe, expect, it } from 'vitest';
import { channelPair, type FakeChannel } from '../testing/channelPair';
import { bytesOf, FakeSource, holds, quickHash } from '../testing/fileBytes';
import { VirtualClock } from '../testing/virtualClock';
import { BLOCK_BYTES, CHUNK_BYTES, type Sha256, WINDOW_BYTES } from './blocks';
import { blobSink, IncomingContent, OutgoingContent, type Sink } from './fileContent';
import type { Offer } from './fileMessages';
import { FileReceiver } from './fileReceiver';
import { FileSender, type TransferEnd } from './fileSender';

const MIB = BLOCK_BYTES;

/** One file between two ends, over as many channels as a test makes. */
class Transfer {
  readonly clock = new VirtualClock();
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly source: FakeSource;
  readonly outgoing: OutgoingContent;
  readonly incoming: IncomingContent;
  readonly offer: Offer;
  readonly sent: number[] = [];
  readonly received: number[] = [];
  sentEnd: TransferEnd | null = null;
  receivedEnd: TransferEnd | null = null;
  out!: FakeChannel;
  in!: FakeChannel;
  sender!: FileSender;
  receiver!: FileReceiver;

  constructor(size: number, sink: Sink = blobSink(), hash: Sha256 = quickHash) {
    this.bytes = bytesOf(size);
    this.source = new FakeSource(this.bytes);
    this.outgoing = new OutgoingContent(this.source, quickHash);
    this.incoming = new IncomingContent(size, hash, sink);
    this.offer = { type: 'offer', transfer: 'k3v9x0q2m7c4b8n1', name: 'a', size };
    this.connect();
  }

  /** Another channel, as after an interruption. The receiver has read the offer already. */
  connect(): void {
    [this.out, this.in] = channelPair(this.clock);
    this.sentEnd = null;
    this.receivedEnd = null;
    this.sender = new FileSender(this.out, this.offer, this.outgoing, {
      accepted: (offset) => this.sent.push(offset),
      progressed: (bytes) => this.sent.push(bytes),
      ended: (end) => {
        this.sentEnd = end;
      },
    });
    this.receiver = new FileReceiver(this.in, {
      progressed: (bytes) => this.received.push(bytes),
      ended: (end) => {
        this.receivedEnd = end;
      },
    });
    // Read already by whoever has made the receiver.
    let offered = false;
    this.in.filter = () => {
      const offer = !offered;
      offered = true;
      return !offer;
    };
  }

  async accepted(ms = 60_000): Promise<void> {
    await this.clock.advance(10);
    this.receiver.accept(this.incoming);
    await this.clock.advance(ms);
  }

  arrivedWhole(): Promise<boolean> {
    return holds(this.incoming.content, this.bytes);
  }
}

const invalid = { kind: 'cancelled', code: 'invalid' };

describe('a file', () => {
  it.each([
    ['empty', 0],
    ['of one byte', 1],
    ['of exactly one block', MIB],
    ['of one byte more', MIB + 1],
    ['larger than the window', 17 * MIB + 5],
  ])('%s arrives whole', async (_, size) => {
    const transfer = new Transfer(size);
    await transfer.accepted();
    expect(transfer.sentEnd).toEqual({ kind: 'done' });
    expect(transfer.receivedEnd).toEqual({ kind: 'done' });
    expect(await transfer.arrivedWhole()).toBe(true);
    expect(transfer.incoming.content?.type).toBe('application/octet-stream');
    expect(transfer.sent.at(-1)).toBe(size);
  });

  it('is sent as the protocol says: offer, blocks with their hashes, end', async () => {
    const transfer = new Transfer(MIB + 1);
    await transfer.accepted();
    expect(transfer.out.types).toEqual(['offer', 'block', 'block', 'end']);
    expect(transfer.in.types).toEqual(['accept', 'progress', 'progress', 'done']);
    const chunks = transfer.out.sent.filter((data) => typeof data !== 'string');
    expect(Math.max(...chunks.map(({ length }) => length))).toBe(CHUNK_BYTES);
  });

  it('waits for an answer as long as a person takes', async () => {
    const transfer = new Transfer(5);
    await transfer.clock.advance(3_600_000);
    expect(transfer.out.bytesSent).toBe(0);
    await transfer.accepted();
    expect(transfer.sentEnd).toEqual({ kind: 'done' });
  });

  it('is never more than 16 MiB ahead of what was confirmed, nor much ahead of the line', async () => {
    const transfer = new Transfer(18 * MIB);
    transfer.out.bytesPerMs = 10_000;
    transfer.in.filter = () => false;
    await transfer.clock.advance(10);
    transfer.in.send(JSON.stringify({ type: 'accept', offset: 0 }));
    await transfer.clock.advance(60_000);
    expect(transfer.out.bytesSent).toBe(WINDOW_BYTES);
    expect(transfer.out.mostBuffered).toBeLessThanOrEqual(MIB + 1_000);
    transfer.in.send(JSON.stringify({ type: 'progress', received: MIB }));
    await transfer.clock.advance(60_000);
    expect(transfer.out.bytesSent).toBe(WINDOW_BYTES + MIB);
    expect(transfer.sentEnd).toBeNull();
  });

  it('makes the hash of a block once, however many receive it', async () => {
    let hashes = 0;
    const content = new OutgoingContent(new FakeSource(bytesOf(2 * MIB)), (data) => {
      hashes++;
      return quickHash(data);
    });
    for (let receiver = 0; receiver < 3; receiver++) for (const index of [0, 1]) await content.hash(index, await content.read(index));
    expect(hashes).toBe(2);
  });
});

describe('an interrupted file', () => {
  it('goes on with the next whole block over another channel', async () => {
    const transfer = new Transfer(4 * MIB + 7);
    transfer.out.bytesPerMs = 1_000;
    await transfer.accepted(2_500);
    const there = transfer.incoming.received;
    expect(there).toBeGreaterThan(0);
    expect(there % MIB).toBe(0);
    const before = transfer.out.bytesSent;
    transfer.out.cut();
    expect([transfer.sentEnd, transfer.receivedEnd]).toEqual([{ kind: 'interrupted' }, { kind: 'interrupted' }]);
    transfer.connect();
    await transfer.accepted();
    expect(transfer.in.texts[0]).toEqual({ type: 'accept', offset: there });
    expect(transfer.sentEnd).toEqual({ kind: 'done' });
    expect(transfer.out.bytesSent).toBe(transfer.bytes.length - there);
    expect(before).toBeLessThan(transfer.bytes.length);
    expect(await transfer.arrivedWhole()).toBe(true);
  });

  it('is completed when only the last word was lost, and its short last block comes once more', async () => {
    const transfer = new Transfer(2 * MIB + 7);
    transfer.out.filter = (data) => !String(data).includes('done');
    await transfer.accepted();
    expect(transfer.receivedEnd).toEqual({ kind: 'done' });
    expect(transfer.sentEnd).toBeNull();
    transfer.out.cut();
    transfer.connect();
    await transfer.accepted();
    expect(transfer.in.texts[0]).toEqual({ type: 'accept', offset: 2 * MIB });
    expect(transfer.out.bytesSent).toBe(7);
    expect([transfer.sentEnd, transfer.receivedEnd]).toEqual([{ kind: 'done' }, { kind: 'done' }]);
    expect(await transfer.arrivedWhole()).toBe(true);
  });

  it('can be gone on with by a page that has not sent its beginning', async () => {
    const transfer = new Transfer(3 * MIB);
    await transfer.clock.advance(10);
    transfer.in.filter = () => false;
    transfer.in.send(JSON.stringify({ type: 'accept', offset: 2 * MIB }));
    await transfer.clock.advance(1_000);
    expect(transfer.out.types).toEqual(['offer', 'block', 'end']);
    expect(transfer.source.reads).toBe(3);
  });
});

describe('who does not want it (any more)', () => {
  it('declines with a reason', async () => {
    const transfer = new Transfer(5);
    await transfer.clock.advance(10);
    transfer.receiver.decline('too-large');
    await transfer.clock.advance(100);
    expect(transfer.sentEnd).toEqual({ kind: 'declined', code: 'too-large' });
    expect(transfer.out.bytesSent).toBe(0);
  });

  it.each(['sender', 'receiver'] as const)('cancels as the %s, and the other end hears it', async (who) => {
    const transfer = new Transfer(5 * MIB);
    transfer.out.bytesPerMs = 1_000;
    await transfer.accepted(3_000);
    transfer[who].cancel('cancelled');
    await transfer.clock.advance(5_000);
    const [ours, theirs] = who === 'sender' ? [transfer.sentEnd, transfer.receivedEnd] : [transfer.receivedEnd, transfer.sentEnd];
    expect(ours).toEqual({ kind: 'cancelled', code: 'cancelled', by: 'us' });
    expect(theirs).toEqual({ kind: 'cancelled', code: 'cancelled', by: 'them' });
  });

  it('is told when the file can no longer be read', async () => {
    const transfer = new Transfer(5 * MIB);
    transfer.out.bytesPerMs = 1_000;
    await transfer.accepted(3_000);
    transfer.source.gone = true;
    await transfer.clock.advance(20_000);
    expect(transfer.sentEnd).toEqual({ kind: 'cancelled', code: 'read-failed', by: 'us' });
    expect(transfer.receivedEnd).toEqual({ kind: 'cancelled', code: 'read-failed', by: 'them' });
  });

  it('tells when there is no room', async () => {
    const sink = { ...blobSink(), write: () => Promise.reject(new Error('QuotaExceededError')) };
    const transfer = new Transfer(3 * MIB, sink);
    await transfer.accepted();
    expect(transfer.sentEnd).toEqual({ kind: 'cancelled', code: 'write-failed', by: 'them' });
  });
});

describe('a sender that does not keep to the rules', () => {
  const texts = (change: (text: string) => string) => (data: string | Uint8Array<ArrayBuffer>) => [
    typeof data === 'string' ? change(data) : data,
  ];
  const bytes = (change: (chunk: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>[]) => (data: string | Uint8Array<ArrayBuffer>) =>
    typeof data === 'string' ? [data] : change(data);

  it.each([
    ['a hash that is wrong', texts((text) => text.replace(/("block","hash":").{8}/, '$1ffffffff')), 'corrupt'],
    ['a last hash that is wrong', texts((text) => text.replace(/("end","hash":").{8}/, '$1ffffffff')), 'corrupt'],
    ['another byte', bytes((chunk) => [chunk.map((byte) => byte ^ 1)]), 'corrupt'],
    ['bytes twice', bytes((chunk) => [chunk, chunk]), 'invalid'],
    ['bytes left out', bytes(() => []), 'invalid'],
    ['messages that are too long', bytes((chunk) => [new Uint8Array(chunk.length + CHUNK_BYTES)]), 'invalid'],
    ['an end that comes early', texts((text) => text.replace('"block"', '"end"')), 'invalid'],
    [
      'a second offer',
      texts((text) => (text.includes('"block"') ? '{"type":"offer","transfer":"k3v9x0q2m7c4b8n1","name":"a","size":1}' : text)),
      'invalid',
    ],
    ['nonsense', texts((text) => (text.includes('"block"') ? '{"type":"wave"}' : text)), 'invalid'],
  ])('is cancelled for %s', async (_, forge, code) => {
    const transfer = new Transfer(2 * MIB + 9);
    transfer.out.forge = forge;
    await transfer.accepted();
    expect(transfer.receivedEnd).toEqual({ kind: 'cancelled', code, by: 'us' });
    expect(transfer.sentEnd).toEqual({ kind: 'cancelled', code, by: 'them' });
    expect(transfer.incoming.content).toBeNull();
  });

  it('is cancelled for bytes that nobody has accepted', async () => {
    const transfer = new Transfer(5);
    await transfer.clock.advance(10);
    transfer.out.send(new Uint8Array(5));
    await transfer.clock.advance(100);
    expect(transfer.receivedEnd).toMatchObject(invalid);
  });

  it('is cancelled when it does not wait for the window', async () => {
    // A hash that is never through: nothing is confirmed.
    const transfer = new Transfer(40 * MIB, blobSink(), () => new Promise(() => undefined));
    transfer.out.filter = () => false;
    await transfer.clock.advance(10);
    transfer.receiver.accept(transfer.incoming);
    const send = (bytes: number) => {
      for (let at = 0; at < bytes; at += CHUNK_BYTES) transfer.out.send(new Uint8Array(CHUNK_BYTES));
    };
    send(MIB);
    transfer.out.send(JSON.stringify({ type: 'block', hash: '0'.repeat(64) }));
    send(16 * MIB);
    await transfer.clock.advance(100);
    expect(transfer.receivedEnd).toBeNull();
    send(CHUNK_BYTES);
    await transfer.clock.advance(100);
    expect(transfer.receivedEnd).toEqual({ kind: 'cancelled', code: 'invalid', by: 'us' });
  });
});

describe('a receiver that does not keep to the rules', () => {
  async function says(...messages: object[]): Promise<TransferEnd | null> {
    const transfer = new Transfer(3 * MIB + 1);
    transfer.in.filter = () => false;
    await transfer.clock.advance(10);
    for (const message of messages) {
      transfer.in.send(JSON.stringify(message));
      await transfer.clock.advance(1_000);
    }
    return transfer.sentEnd;
  }
  const accept = { type: 'accept', offset: 0 };

  it.each([
    ['done before the end', [{ type: 'done' }]],
    ['progress before it has accepted', [{ type: 'progress', received: MIB }]],
    ['a part of a block', [{ type: 'accept', offset: 5 }]],
    ['more than there is', [{ type: 'accept', offset: 4 * MIB }]],
    ['accept twice', [accept, accept]],
    ['progress that goes back', [accept, { type: 'progress', received: 2 * MIB }, { type: 'progress', received: MIB }]],
    ['progress beyond what was sent', [accept, { type: 'progress', received: 9 * MIB }]],
    ['decline after accept', [accept, { type: 'decline', code: 'declined' }]],
    ['an unknown message', [{ type: 'wave' }]],
  ])('is cancelled for %s', async (_, messages) => {
    expect(await says(...messages)).toEqual({ kind: 'cancelled', code: 'invalid', by: 'us' });
  });
});

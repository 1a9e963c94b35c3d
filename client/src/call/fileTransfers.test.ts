import { describe, expect, it } from 'vitest';
import { channelPair, type FakeChannel } from '../testing/channelPair';
import { bytesOf, fakeFile, holds, quickHash } from '../testing/fileBytes';
import { VirtualClock } from '../testing/virtualClock';
import { FileTransfers, MOST_KEPT_BYTES } from './fileTransfers';
import { firstSnapshot } from './firstSnapshot';
import { Notices } from './notices';
import type { FileEntry } from './snapshot';
import { Store } from './store';

const MIB = 1_048_576;
const media = { mic: true, camera: true, screen: false, hand: false };
const NAMES: Readonly<Record<string, string>> = { ann: 'Ann', ben: 'Ben', cid: 'Cid' };

/** One end of a room: its files, and the links to the others. */
class End {
  readonly id: string;
  readonly store: Store;
  readonly files: FileTransfers;
  readonly others = new Map<string, End>();
  /** Peers to whom no link stands. */
  readonly unlinked = new Set<string>();
  /** Channels that this end has opened, oldest first. */
  readonly channels: FakeChannel[] = [];
  bytesPerMs = Number.POSITIVE_INFINITY;

  constructor(id: string, clock: VirtualClock, environment: { secure?: boolean; savesToDisk?: boolean } = {}) {
    let names = 0;
    const { secure = true, savesToDisk = false } = environment;
    this.id = id;
    this.store = new Store(firstSnapshot('room', NAMES[id] ?? '', media, {} as never, clock.now()));
    const links = {
      openChannel: (peerId: string) => {
        const other = this.others.get(peerId);
        if (other === undefined || this.unlinked.has(peerId)) return null;
        const [own, theirs] = channelPair(clock);
        own.bytesPerMs = this.bytesPerMs;
        own.open = false;
        this.channels.push(own);
        clock.after(10, () => {
          other.files.opened(this.id, theirs);
          own.opens();
        });
        return own;
      },
      peers: [] as { id: string; name: string }[],
    };
    Object.defineProperty(links, 'peers', { get: () => [...this.others.keys()].map((peer) => ({ id: peer, name: NAMES[peer] ?? '' })) });
    this.files = new FileTransfers(
      { clock, sha256: secure ? quickHash : null, savesToDisk, randomName: (length) => `${id}${++names}`.padStart(length, '0') },
      this.store,
      new Notices(this.store),
      links,
    );
  }

  get entries(): readonly FileEntry[] {
    return this.store.snapshot.files;
  }

  get entry(): FileEntry {
    const entry = this.entries.at(-1);
    if (entry === undefined) throw new Error('no file');
    return entry;
  }

  get said(): string[] {
    return this.store.snapshot.notices.map(({ kind, name, text }) => `${kind} ${name} ${text}`);
  }

  get states(): string[] {
    return this.entries.flatMap(({ shares }) => shares.map(({ state, trouble }) => (trouble === null ? state : `${state} ${trouble}`)));
  }
}

function room(environment: { secure?: boolean; savesToDisk?: boolean } = {}) {
  const clock = new VirtualClock();
  const ann = new End('ann', clock);
  const ben = new End('ben', clock, environment);
  ann.others.set('ben', ben);
  ben.others.set('ann', ann);
  return { clock, ann, ben };
}

describe('a file to everybody', () => {
  it('is offered, accepted and there, with a word to both ends', async () => {
    const { clock, ann, ben } = room();
    const bytes = bytesOf(3 * MIB + 3);
    ann.files.send(fakeFile('plan.pdf', bytes, 'application/pdf'), 'Ann');
    await clock.advance(100);
    expect(ann.entry).toMatchObject({
      from: null,
      name: 'Ann',
      fileName: 'plan.pdf',
      size: bytes.length,
      shares: [{ peerId: 'ben', state: 'offered' }],
    });
    expect(ben.entry).toMatchObject({ from: 'ann', name: 'Ann', fileName: 'plan.pdf', shares: [{ peerId: 'ann', state: 'offered' }] });
    ben.files.accept(ben.entry.key);
    await clock.advance(1_000);
    expect([ann.states, ben.states]).toEqual([['done'], ['done']]);
    expect(ann.entry.shares[0]?.bytes).toBe(bytes.length);
    expect(await holds(ben.entry.content, bytes)).toBe(true);
    expect(ann.said).toEqual(['file-sent Ann plan.pdf']);
    expect(ben.said).toEqual(['file-offered Ann plan.pdf', 'file-received Ann plan.pdf']);
    expect(clock.waiting).toBe(0);
  });

  it('goes to each at a pace of their own', async () => {
    const { clock, ann, ben } = room();
    const cid = new End('cid', clock);
    ann.others.set('cid', cid);
    cid.others.set('ann', ann);
    ann.files.send(fakeFile('a.bin', bytesOf(2 * MIB)), 'Ann');
    await clock.advance(100);
    ben.files.accept(ben.entry.key);
    cid.files.decline(cid.entry.key);
    await clock.advance(1_000);
    expect(ann.entry.shares.map(({ name, state, trouble }) => [name, state, trouble])).toEqual([
      ['Ben', 'done', null],
      ['Cid', 'failed', 'declined'],
    ]);
    expect(ann.said).toEqual(['file-sent Ann a.bin']);
    expect(cid.states).toEqual(['failed declined']);
  });

  it('says how far and how fast it is, and does not tell every block', async () => {
    const { clock, ann, ben } = room();
    ann.bytesPerMs = 3_000;
    ann.files.send(fakeFile('a.bin', bytesOf(9 * MIB)), 'Ann');
    await clock.advance(100);
    ben.files.accept(ben.entry.key);
    await clock.advance(50);
    let told = 0;
    ben.store.subscribe(() => told++);
    await clock.advance(2_000);
    expect(told).toBeLessThanOrEqual(11);
    const [share] = ben.entry.shares;
    expect(share?.bytes).toBeGreaterThan(4 * MIB);
    expect(share?.bytesPerSecond).toBeGreaterThan(2_400_000);
    expect(share?.bytesPerSecond).toBeLessThan(3_600_000);
  });

  it('stands behind what was said before it', async () => {
    const { clock, ann } = room();
    ann.store.patch({ chat: [{ key: 'own-1', from: null, name: 'Ann', text: 'look', at: 0, delivery: 'sent' }] });
    ann.files.send(fakeFile('a', bytesOf(1)), 'Ann');
    await clock.advance(10);
    expect(ann.entry.after).toBe('own-1');
  });

  it('is not offered where nobody is', () => {
    const clock = new VirtualClock();
    const alone = new End('ann', clock);
    alone.files.send(fakeFile('a', bytesOf(1)), 'Ann');
    expect(alone.entry).toMatchObject({ shares: [], trouble: 'nobody' });
  });
});

describe('a link that begins anew', () => {
  it('goes on with the file where it was, and asks nobody again', async () => {
    const { clock, ann, ben } = room();
    const bytes = bytesOf(5 * MIB);
    ann.bytesPerMs = 500;
    ann.files.send(fakeFile('a.bin', bytes), 'Ann');
    await clock.advance(100);
    ben.files.accept(ben.entry.key);
    await clock.advance(5_000);
    ann.unlinked.add('ben');
    ann.channels[0]?.cut();
    expect([ann.states, ben.states]).toEqual([['interrupted'], ['interrupted']]);
    const there = ben.entry.shares[0]?.bytes ?? 0;
    expect(there).toBeGreaterThan(0);
    await clock.advance(20_000);
    expect(ann.channels).toHaveLength(1);
    ann.unlinked.clear();
    ann.files.linked('ben');
    await clock.advance(30_000);
    expect([ann.states, ben.states]).toEqual([['done'], ['done']]);
    expect(ann.channels[1]?.bytesSent).toBe(bytes.length - there);
    expect(ben.entries).toHaveLength(1);
    expect(await holds(ben.entry.content, bytes)).toBe(true);
    expect(ben.said.filter((text) => text.startsWith('file-offered'))).toHaveLength(1);
  });

  it('offers again a second after only the channel has gone, and gives up after five times in vain', async () => {
    const { clock, ann, ben } = room();
    ann.files.send(fakeFile('a', bytesOf(10)), 'Ann');
    for (let time = 0; time < 6; time++) {
      await clock.advance(100);
      expect(ann.channels).toHaveLength(time + 1);
      ann.channels.at(-1)?.cut();
      await clock.advance(900);
    }
    expect(ann.states).toEqual(['failed lost']);
    expect(ben.entries).toHaveLength(1);
  });

  it('takes an answer that was given while there was no link', async () => {
    const { clock, ann, ben } = room();
    ann.files.send(fakeFile('a', bytesOf(10)), 'Ann');
    await clock.advance(100);
    ann.unlinked.add('ben');
    ann.channels[0]?.cut();
    ben.files.accept(ben.entry.key);
    expect(ben.states).toEqual(['interrupted']);
    ann.unlinked.clear();
    await clock.advance(2_000);
    expect(ben.states).toEqual(['done']);
  });

  it('is not waited for for ever, but may come back all the same', async () => {
    const { clock, ann, ben } = room();
    ann.bytesPerMs = 500;
    ann.files.send(fakeFile('a', bytesOf(3 * MIB)), 'Ann');
    await clock.advance(100);
    ben.files.accept(ben.entry.key);
    await clock.advance(3_000);
    ann.unlinked.add('ben');
    ann.channels[0]?.cut();
    await clock.advance(61_000);
    expect(ben.states).toEqual(['failed lost']);
    ann.unlinked.clear();
    ann.files.linked('ben');
    await clock.advance(20_000);
    expect(ben.states).toEqual(['done']);
  });
});

describe('the end of a file', () => {
  async function running() {
    const all = room();
    all.ann.bytesPerMs = 500;
    all.ann.files.send(fakeFile('a.bin', bytesOf(5 * MIB)), 'Ann');
    await all.clock.advance(100);
    all.ben.files.accept(all.ben.entry.key);
    await all.clock.advance(3_000);
    expect([all.ann.states, all.ben.states]).toEqual([['running'], ['running']]);
    return all;
  }

  it('comes when its sender stops it', async () => {
    const { clock, ann, ben } = await running();
    ann.files.cancel(ann.entry.key);
    await clock.advance(3_000);
    expect([ann.states, ben.states]).toEqual([['failed given-up'], ['failed cancelled']]);
    expect(ann.said).toEqual([]);
    expect(ben.said.at(-1)).toBe('file-failed Ann a.bin');
  });

  it('comes when its receiver stops it, and stays: it is not taken when it is offered again', async () => {
    const { clock, ann, ben } = await running();
    ben.files.cancel(ben.entry.key);
    await clock.advance(3_000);
    expect([ann.states, ben.states]).toEqual([['failed cancelled'], ['failed given-up']]);
  });

  it('by its sender is no answer to another offer of it; by its receiver it is', async () => {
    const { clock, ben } = room();
    const offer = async () => {
      const [theirs, ours] = channelPair(clock);
      const answers: unknown[] = [];
      theirs.listen({ received: (data) => answers.push(JSON.parse(String(data))), closed: () => undefined });
      ben.files.opened('ann', ours);
      theirs.send(JSON.stringify({ type: 'offer', transfer: 'k3v9x0q2m7c4b8n1', name: 'a', size: 1 }));
      await clock.advance(100);
      return { theirs, answers };
    };
    (await offer()).theirs.send('{"type":"cancel","code":"cancelled"}');
    await clock.advance(100);
    await offer();
    expect(ben.states).toEqual(['failed cancelled', 'offered']);
    ben.files.decline(ben.entry.key);
    expect((await offer()).answers).toEqual([{ type: 'decline', code: 'declined' }]);
    expect(ben.states).toEqual(['failed cancelled', 'failed declined']);
  });

  it('comes when one of them leaves', async () => {
    const { clock, ann, ben } = await running();
    ann.others.delete('ben');
    ann.files.peerLeft('ben');
    ben.files.peerLeft('ann');
    await clock.advance(120_000);
    expect([ann.states, ben.states]).toEqual([['failed peer-left'], ['failed peer-left']]);
    expect(clock.waiting).toBe(0);
  });

  it('comes when we leave, and the far end hears it', async () => {
    const { clock, ann, ben } = await running();
    ann.files.close();
    await clock.advance(3_000);
    expect([ann.states, ben.states]).toEqual([['failed given-up'], ['failed cancelled']]);
    ann.files.clear();
    expect(ann.entries).toEqual([]);
  });

  it('is no end of what has come: it can still be saved in another call', async () => {
    const { clock, ann, ben } = room();
    ann.files.send(fakeFile('plan.pdf', bytesOf(5)), 'Ann');
    await clock.advance(100);
    ben.files.accept(ben.entry.key);
    await clock.advance(100);
    ben.files.clear();
    expect(ben.entry).toMatchObject({ fileName: 'plan.pdf', content: expect.any(Blob) });
  });
});

describe('many files', () => {
  it('wait here until the far end has answered those before them: eight are open at once', async () => {
    const { clock, ann, ben } = room();
    for (let file = 0; file < 10; file++) ann.files.send(fakeFile(`${file}`, bytesOf(1)), 'Ann');
    await clock.advance(100);
    expect(ben.entries).toHaveLength(8);
    for (const { key } of ben.entries.slice(0, 3)) ben.files.accept(key);
    await clock.advance(1_000);
    expect(ben.entries).toHaveLength(10);
    for (const { key } of ben.entries) ben.files.accept(key);
    await clock.advance(1_000);
    expect(new Set(ann.states)).toEqual(new Set(['done']));
  });

  it('from somebody who does not wait are declined', async () => {
    const { clock, ben } = room();
    const answers: string[] = [];
    for (let file = 0; file < 10; file++) {
      const [theirs, ours] = channelPair(clock);
      ben.files.opened('ann', ours);
      theirs.listen({ received: (data) => answers.push(String(data)), closed: () => undefined });
      theirs.send(JSON.stringify({ type: 'offer', transfer: `${file}`.padEnd(16, 'x'), name: 'a', size: 1 }));
    }
    await clock.advance(100);
    expect(ben.entries).toHaveLength(8);
    expect(answers).toEqual(Array(2).fill('{"type":"decline","code":"busy"}'));
  });

  it('that come and go without end are not all shown, and push none out that is here', async () => {
    const { clock, ann, ben } = room();
    ann.files.send(fakeFile('kept', bytesOf(1)), 'Ann');
    await clock.advance(100);
    ben.files.accept(ben.entry.key);
    await clock.advance(100);
    for (let minute = 0; minute < 4; minute++) {
      for (let file = 0; file < 70; file++) {
        const [theirs, ours] = channelPair(clock);
        ben.files.opened('ann', ours);
        theirs.send(JSON.stringify({ type: 'offer', transfer: `${minute}x${file}`.padEnd(16, 'x'), name: 'a', size: 1 }));
        theirs.send('{"type":"cancel","code":"cancelled"}');
        await clock.advance(20);
      }
      await clock.advance(60_000);
    }
    // Sixty a minute are shown, 240 in all; the list holds 200.
    expect(ben.entries).toHaveLength(200);
    expect(ben.entries.filter(({ fileName }) => fileName === 'kept')).toHaveLength(1);
  });

  it('never come from channels that say nothing: more than 32 are closed', async () => {
    const { clock, ben } = room();
    const pairs = Array.from({ length: 40 }, () => channelPair(clock));
    for (const [, ours] of pairs) ben.files.opened('ann', ours);
    expect(pairs.filter(([, ours]) => ours.open)).toHaveLength(32);
  });
});

describe('what is offered', () => {
  async function offered(offer: object, environment: { secure?: boolean; savesToDisk?: boolean } = {}, label?: string) {
    const { clock, ben } = room(environment);
    const [theirs, ours] = channelPair(clock);
    const answers: unknown[] = [];
    theirs.listen({ received: (data) => answers.push(JSON.parse(String(data))), closed: () => answers.push('closed') });
    ben.files.opened('ann', label === undefined ? ours : Object.assign(ours, { label }));
    theirs.send(JSON.stringify({ type: 'offer', transfer: 'k3v9x0q2m7c4b8n1', name: 'a.txt', size: 1, ...offer }));
    await clock.advance(100);
    return { clock, ben, theirs, answers };
  }

  it('is told with a name that is safe', async () => {
    const { ben } = await offered({ name: '../\u202egpj.exe' });
    expect(ben.entry.fileName).toBe('gpj.exe');
  });

  it.each([
    ['nothing but dots for a name', { name: 'a/..' }, 'decline', 'invalid'],
    ['more than a browser keeps', { size: MOST_KEPT_BYTES + 1 }, 'decline', 'too-large'],
    ['a size that cannot be', { size: -1 }, 'cancel', 'invalid'],
  ])('is refused when it has %s', async (_, offer, type, code) => {
    const { answers } = await offered(offer);
    expect(answers).toEqual([{ type, code }, 'closed']);
  });

  it('may be of any size where it goes to disk, and only there', async () => {
    const { clock, ben, answers } = await offered({ size: MOST_KEPT_BYTES + 1 }, { savesToDisk: true });
    ben.files.accept(ben.entry.key);
    await clock.advance(100);
    expect(answers).toEqual([]);
    ben.files.accept(ben.entry.key, { write: async () => undefined, finish: async () => null, discard: () => undefined });
    await clock.advance(100);
    expect(answers).toEqual([{ type: 'accept', offset: 0 }]);
  });

  it('cannot be taken, and is not sent, on an address that is not secure', async () => {
    const { ben, answers } = await offered({}, { secure: false });
    expect(answers).toEqual([{ type: 'decline', code: 'declined' }, 'closed']);
    expect(ben.entry).toMatchObject({ from: 'ann', trouble: 'insecure-context', shares: [] });
    ben.files.send(fakeFile('a', bytesOf(1)), 'Ben');
    expect(ben.entry).toMatchObject({ from: null, trouble: 'insecure-context' });
  });

  it('on a channel of another kind is none of ours', async () => {
    const { ben, answers } = await offered({}, {}, 'peercall.hub');
    expect(ben.entries).toEqual([]);
    expect(answers).toEqual([]);
  });
});

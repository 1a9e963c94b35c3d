import type { Clock, Timer } from '../clock';
import type { Sha256 } from '../files/blocks';
import { blobSink, OutgoingContent, type Sink, sourceOf } from '../files/fileContent';
import { type DeclineCode, encodeFileMessage, FILE_LABEL, FILE_PROTOCOL, type Offer, parseSenderMessage } from '../files/fileMessages';
import { offeredName, safeFileName } from '../files/fileName';
import type { Channel } from '../rtc/channel';
import { IncomingFile } from './incomingFile';
import type { Notices } from './notices';
import { OutgoingFile } from './outgoingFile';
import type { FileEntry, FileShare } from './snapshot';
import type { Store } from './store';

/** Files of one peer that may be open at once, waiting for an answer or running; each way. */
const OPEN_FILES = 8;
/** Channels of one peer that may be open at once, whatever is said on them. */
const OPEN_CHANNELS = 32;
/** What a browser keeps by itself, in bytes. With a place on disk there is no such bound. */
export const MOST_KEPT_BYTES = 2 * 1024 ** 3;
/** Offers of one peer in a minute that are shown; more would be no help to anybody. */
const OFFERS_A_MINUTE = 60;
/** More bytes alone are told no more often than this. */
const TELL_MS = 200;
/** Files kept in the list. The oldest make room of those that are over, but none that could still be saved. */
const LIMIT = 200;

export interface FileLinks {
  /** A channel of this kind to a peer; null while no link to it stands. */
  openChannel(peerId: string, label: string, protocol: string): Channel | null;
  /** Everybody else in the room. */
  readonly peers: readonly { readonly id: string; readonly name: string }[];
}

export interface FileEnvironment {
  readonly clock: Clock;
  readonly sha256: Sha256 | null;
  /** Files can be written to a place of the person's choice, so that their size does not matter. */
  readonly savesToDisk: boolean;
  randomName(length: number): string;
}

type Entry = Omit<FileEntry, 'shares' | 'content' | 'saved'>;
interface Card {
  readonly entry: Entry;
  readonly out: OutgoingFile | null;
  readonly in: IncomingFile | null;
  shown: FileEntry;
  /** What was said aloud about it is not said again. */
  told: boolean;
}

/** Files that are sent and received in a call: whom they go to, what stands in the snapshot, and which channel belongs to which. */
export class FileTransfers {
  readonly #environment: FileEnvironment;
  readonly #store: Store;
  readonly #notices: Notices;
  readonly #links: FileLinks;
  readonly #channels = new Map<string, Set<Channel>>();
  /** When each peer has offered something in the last minute. */
  readonly #offers = new Map<string, number[]>();
  #cards: Card[] = [];
  #next = 0;
  #telling: Timer | null = null;

  constructor(environment: FileEnvironment, store: Store, notices: Notices, links: FileLinks) {
    this.#environment = environment;
    this.#store = store;
    this.#notices = notices;
    this.#links = links;
  }

  /** Offers a file of ours to everybody who is here. */
  send(file: File, ownName: string): void {
    const { sha256, clock } = this.#environment;
    const { peers } = this.#links;
    const name = offeredName(file.name);
    const entry = this.#newEntry(null, ownName, name, file.size);
    if (sha256 === null || peers.length === 0) {
      this.#addCard({ ...entry, trouble: sha256 === null ? 'insecure-context' : 'nobody' }, null, null);
      return;
    }
    const offer: Offer = {
      type: 'offer',
      transfer: this.#environment.randomName(20),
      name,
      size: file.size,
      ...(file.type === '' ? {} : { mediaType: file.type }),
    };
    const out: OutgoingFile = new OutgoingFile(clock, offer, new OutgoingContent(sourceOf(file), sha256), peers, {
      open: (peerId) => this.#openFor(peerId),
      changed: (told) => this.#changed(told),
      ended: (peerId) => this.#offerNext(peerId),
    });
    this.#addCard(entry, out, null);
    for (const { id } of peers) this.#offerNext(id);
  }

  accept(key: string, sink?: Sink): void {
    const card = this.#card(key);
    if (sink === undefined && (card?.entry.size ?? 0) > MOST_KEPT_BYTES) return;
    card?.in?.accept(sink ?? blobSink(), sink !== undefined);
  }

  decline(key: string): void {
    this.#card(key)?.in?.decline();
  }

  cancel(key: string): void {
    const card = this.#card(key);
    card?.in?.cancel();
    card?.out?.cancel();
  }

  /** The far end has opened a channel. Others than those of files are left alone (protocol section 11). */
  opened(peerId: string, channel: Channel): void {
    if (channel.label !== FILE_LABEL || channel.protocol !== FILE_PROTOCOL) return;
    const open = this.#channels.get(peerId) ?? new Set();
    this.#channels.set(peerId, open);
    if (open.size >= OPEN_CHANNELS) {
      channel.close();
      return;
    }
    open.add(channel);
    channel.listen({
      received: (data) => {
        open.delete(channel);
        this.#offered(peerId, channel, typeof data === 'string' ? data : null);
      },
      closed: () => open.delete(channel),
    });
  }

  /** A new link to this peer stands. */
  linked(peerId: string): void {
    for (const { out } of this.#cards) out?.linked(peerId);
  }

  peerLeft(peerId: string): void {
    this.#channels.delete(peerId);
    this.#offers.delete(peerId);
    for (const card of this.#cards) {
      card.out?.peerLeft(peerId);
      if (card.in?.peerId === peerId) card.in.peerLeft();
    }
  }

  /** We leave: nothing goes on. What was received stays. */
  close(): void {
    for (const { entry } of this.#cards) this.cancel(entry.key);
    this.#channels.clear();
    this.#telling?.cancel();
    this.#telling = null;
  }

  /** For another call: what could still be saved stays. */
  clear(): void {
    this.close();
    this.#cards = this.#cards.filter(({ shown }) => shown.content !== null);
    this.#publish();
  }

  /** The first message on a channel. */
  #offered(peerId: string, channel: Channel, frame: string | null): void {
    const offer = frame === null ? null : parseSenderMessage(frame);
    const peer = this.#links.peers.find(({ id }) => id === peerId);
    if (offer?.type !== 'offer' || peer === undefined) {
      channel.send(encodeFileMessage({ type: 'cancel', code: 'invalid' }));
      channel.close();
      return;
    }
    const ofPeer = this.#cards.flatMap((card) => (card.in?.peerId === peerId ? [card.in] : []));
    const known = ofPeer.find((file) => file.matches(offer));
    if (known !== undefined) known.attach(channel);
    else this.#judge(offer, peer, channel, ofPeer.filter(({ open }) => open).length);
  }

  /** Shows a new offer; or declines it, and shows that where there is something that a person can do. `open`: what this peer has open already. */
  #judge(offer: Offer, peer: { readonly id: string; readonly name: string }, channel: Channel, open: number): void {
    const { sha256, clock, savesToDisk } = this.#environment;
    const name = safeFileName(offer.name);
    const decline = (code: DeclineCode): void => {
      channel.send(encodeFileMessage({ type: 'decline', code }));
      channel.close();
    };
    if (name === null) {
      decline('invalid');
      return;
    }
    if (this.#tooOften(peer.id) || open >= OPEN_FILES) {
      decline('busy');
      return;
    }
    const entry = this.#newEntry(peer.id, peer.name, name, offer.size);
    if (sha256 === null) {
      decline('declined');
      this.#addCard({ ...entry, trouble: 'insecure-context' }, null, null);
      return;
    }
    if (offer.size > MOST_KEPT_BYTES && !savesToDisk) {
      decline('too-large');
      this.#addCard({ ...entry, trouble: 'too-large' }, null, null);
      return;
    }
    const file = new IncomingFile(clock, sha256, offer, peer, (told) => this.#changed(told));
    this.#addCard(entry, null, file);
    file.attach(channel);
    this.#notices.say('file-offered', peer.name, name);
  }

  /** Notes one more offer of this peer. */
  #tooOften(peerId: string): boolean {
    const now = this.#environment.clock.now();
    const lately = (this.#offers.get(peerId) ?? []).filter((at) => now - at < 60_000);
    if (lately.length >= OFFERS_A_MINUTE) return true;
    this.#offers.set(peerId, [...lately, now]);
    return false;
  }

  #openFor(peerId: string): Channel | null {
    const busy = this.#cards.filter(({ out }) => out?.occupies(peerId) === true).length;
    return busy >= OPEN_FILES ? null : this.#links.openChannel(peerId, FILE_LABEL, FILE_PROTOCOL);
  }

  /** Whoever has no file of ours in hand gets the next one, in order. */
  #offerNext(peerId: string): void {
    for (const { out } of this.#cards) out?.offerTo(peerId);
  }

  #card(key: string): Card | undefined {
    return this.#cards.find(({ entry }) => entry.key === key);
  }

  #newEntry(from: string | null, name: string, fileName: string, size: number): Entry {
    const after = this.#store.snapshot.chat.at(-1)?.key ?? null;
    return { key: `file-${++this.#next}`, from, name, fileName, size, at: this.#environment.clock.now(), after, trouble: null };
  }

  #addCard(entry: Entry, out: OutgoingFile | null, incoming: IncomingFile | null): void {
    const shown: FileEntry = { ...entry, shares: [], content: null, saved: false };
    this.#cards.push({ entry, out, in: incoming, shown, told: false });
    const surplus = this.#cards.length - LIMIT;
    const old = surplus <= 0 ? [] : this.#cards.filter((card) => isOver(card) && card.shown.content === null).slice(0, surplus);
    this.#cards = this.#cards.filter((card) => !old.includes(card));
    this.#publish();
  }

  #changed(told: boolean): void {
    if (told) this.#publish();
    else
      this.#telling ??= this.#environment.clock.after(TELL_MS, () => {
        this.#telling = null;
        this.#publish();
      });
  }

  #publish(): void {
    for (const card of this.#cards) card.shown = show(card);
    this.#store.patch({
      files: sameItems(
        this.#store.snapshot.files,
        this.#cards.map(({ shown }) => shown),
      ),
    });
    for (const card of this.#cards) this.#tellEnd(card);
  }

  /** Said once, when nothing is open any more: that a file is there, or that it is not. Who has ended it herself knows. */
  #tellEnd(card: Card): void {
    if (!isOver(card)) {
      // It may have come back.
      card.told = false;
      return;
    }
    if (card.told) return;
    card.told = true;
    const { entry, shown } = card;
    if (entry.trouble !== null) this.#notices.say('file-failed', entry.name, entry.fileName);
    else if (shown.shares.some(({ state }) => state === 'done'))
      this.#notices.say(entry.from === null ? 'file-sent' : 'file-received', entry.name, entry.fileName);
    else if (!shown.shares.every(({ trouble }) => trouble === 'given-up' || (entry.from !== null && trouble === 'declined')))
      this.#notices.say('file-failed', entry.name, entry.fileName);
  }
}

function isOver({ shown }: Card): boolean {
  return shown.shares.every(({ state }) => state === 'done' || state === 'failed');
}

/** Unchanged cards keep their identity. */
function show({ entry, out, in: incoming, shown }: Card): FileEntry {
  const shares: readonly FileShare[] = incoming !== null ? [incoming.share] : (out?.shares ?? []);
  const same = sameItems(shown.shares, shares);
  const content = incoming?.content ?? null;
  const saved = incoming?.saved ?? false;
  if (same === shown.shares && content === shown.content && saved === shown.saved) return shown;
  return { ...entry, shares: same, content, saved };
}

function sameItems<T>(before: readonly T[], now: readonly T[]): readonly T[] {
  return before.length === now.length && now.every((item, index) => item === before[index]) ? before : now;
}

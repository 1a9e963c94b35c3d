import type { Clock, Timer } from '../clock';
import type { OutgoingContent } from '../files/fileContent';
import type { Offer } from '../files/fileMessages';
import { FileSender, type TransferEnd } from '../files/fileSender';
import type { Channel } from '../rtc/channel';
import { ShownShare } from './fileShare';
import type { FileShare, FileTrouble } from './snapshot';

/** After a channel has gone while its link stands, the file is offered again after this. */
const AGAIN_MS = 1_000;
/** So often in a row without a byte gained. */
const TRIES_IN_VAIN = 5;

export interface OutgoingEvents {
  /** A channel for a file to this peer; null while there is no link, or while it has enough of them. */
  open(peerId: string): Channel | null;
  /** `told`: worth a word at once; else it is only more bytes. */
  changed(told: boolean): void;
  /** A receiver is through with it. */
  ended(peerId: string): void;
}

interface Receiver {
  readonly share: ShownShare;
  sender: FileSender | null;
  again: Timer | null;
  inVain: number;
}

/** One file of ours on its way to everybody who was there when it was offered, each at a pace of their own. */
export class OutgoingFile {
  readonly #clock: Clock;
  readonly #offer: Offer;
  readonly #content: OutgoingContent;
  readonly #events: OutgoingEvents;
  readonly #receivers = new Map<string, Receiver>();

  constructor(
    clock: Clock,
    offer: Offer,
    content: OutgoingContent,
    peers: readonly { readonly id: string; readonly name: string }[],
    events: OutgoingEvents,
  ) {
    this.#clock = clock;
    this.#offer = offer;
    this.#content = content;
    this.#events = events;
    for (const { id, name } of peers) this.#receivers.set(id, { share: new ShownShare(id, name), sender: null, again: null, inVain: 0 });
  }

  get shares(): readonly FileShare[] {
    return [...this.#receivers.values()].map(({ share }) => share.shown);
  }

  /** A channel to this peer is in use for it. */
  occupies(peerId: string): boolean {
    return (this.#receivers.get(peerId)?.sender ?? null) !== null;
  }

  /** Offers it to this peer, if that is still to be done and a channel can be had. */
  offerTo(peerId: string): void {
    const receiver = this.#receivers.get(peerId);
    if (receiver === undefined || receiver.sender !== null || receiver.share.over || receiver.again !== null) return;
    const channel = this.#events.open(peerId);
    if (channel === null) return;
    // Of a sender that was let go nothing is heard any more.
    const current = (): boolean => receiver.sender === sender;
    const sender: FileSender = new FileSender(channel, this.#offer, this.#content, {
      accepted: (offset) => current() && this.#runs(receiver, offset),
      progressed: (received) => {
        receiver.inVain = 0;
        if (current()) this.#runs(receiver, received);
      },
      ended: (end) => current() && this.#ended(peerId, receiver, end),
    });
    receiver.sender = sender;
  }

  /** A new link to this peer stands: no reason to wait any longer. */
  linked(peerId: string): void {
    const receiver = this.#receivers.get(peerId);
    if (receiver === undefined) return;
    receiver.again?.cancel();
    receiver.again = null;
    receiver.inVain = 0;
    this.offerTo(peerId);
  }

  peerLeft(peerId: string): void {
    const receiver = this.#receivers.get(peerId);
    if (receiver !== undefined) this.#fail(peerId, receiver, 'peer-left');
  }

  /** Ends it with everybody who has not got it yet. */
  cancel(): void {
    for (const [peerId, receiver] of this.#receivers) {
      if (receiver.share.over) continue;
      const { sender } = receiver;
      this.#fail(peerId, receiver, 'given-up');
      sender?.cancel('cancelled');
    }
  }

  #runs(receiver: Receiver, bytes: number): void {
    const begins = receiver.share.state !== 'running';
    receiver.share.runs(bytes, this.#clock.now());
    this.#events.changed(begins);
  }

  #ended(peerId: string, receiver: Receiver, end: TransferEnd): void {
    switch (end.kind) {
      case 'done':
        receiver.sender = null;
        receiver.share.runs(this.#content.size, this.#clock.now());
        receiver.share.stands('done');
        break;
      case 'declined':
      case 'cancelled':
        this.#fail(peerId, receiver, end.code);
        return;
      case 'interrupted':
        this.#interrupted(peerId, receiver);
        return;
    }
    this.#events.changed(true);
    this.#events.ended(peerId);
  }

  #interrupted(peerId: string, receiver: Receiver): void {
    receiver.sender = null;
    if (++receiver.inVain > TRIES_IN_VAIN) {
      this.#fail(peerId, receiver, 'lost');
      return;
    }
    // What nobody has answered yet simply stays offered.
    if (receiver.share.state === 'running') receiver.share.stands('interrupted');
    receiver.again = this.#clock.after(AGAIN_MS, () => {
      receiver.again = null;
      this.offerTo(peerId);
    });
    this.#events.changed(true);
  }

  #fail(peerId: string, receiver: Receiver, trouble: FileTrouble): void {
    if (receiver.share.over) return;
    receiver.sender = null;
    receiver.again?.cancel();
    receiver.again = null;
    receiver.share.stands('failed', trouble);
    this.#events.changed(true);
    this.#events.ended(peerId);
  }
}

import type { Clock, Timer } from '../clock';
import type { Sha256 } from '../files/blocks';
import { IncomingContent, type Sink } from '../files/fileContent';
import type { Offer } from '../files/fileMessages';
import { FileReceiver } from '../files/fileReceiver';
import type { TransferEnd } from '../files/fileSender';
import type { Channel } from '../rtc/channel';
import { ShownShare } from './fileShare';
import type { FileShare, FileTrouble } from './snapshot';

/** So long after an interruption the sender may take to offer it again; later it still may, but nobody waits for it any more. */
const RETURN_MS = 60_000;

/** One file that somebody offers to us, over as many channels as it takes. */
export class IncomingFile {
  readonly offer: Offer;
  readonly peerId: string;
  readonly #clock: Clock;
  readonly #sha256: Sha256;
  readonly #changed: (told: boolean) => void;
  readonly #share: ShownShare;
  #receiver: FileReceiver | null = null;
  #content: IncomingContent | null = null;
  #giveUp: Timer | null = null;
  /** Somebody here does not want it (any more). */
  #refused = false;
  /** Ended by the far end, or damaged: what came is gone, and the same offer would be a new one. */
  #gone = false;
  #saved = false;

  constructor(
    clock: Clock,
    sha256: Sha256,
    offer: Offer,
    peer: { readonly id: string; readonly name: string },
    changed: (told: boolean) => void,
  ) {
    this.offer = offer;
    this.peerId = peer.id;
    this.#clock = clock;
    this.#sha256 = sha256;
    this.#changed = changed;
    this.#share = new ShownShare(peer.id, peer.name);
  }

  get share(): FileShare {
    return this.#share.shown;
  }

  /** Takes a place among those that one peer may have open at once. */
  get open(): boolean {
    return !this.#share.over;
  }

  /** The file, when it is complete and was kept in the browser. */
  get content(): Blob | null {
    return this.#share.state === 'done' ? (this.#content?.content ?? null) : null;
  }

  /** It was written to where the person chose. */
  get saved(): boolean {
    return this.#saved && this.#share.state === 'done';
  }

  /** It is this file that is offered once more. */
  matches(offer: Offer): boolean {
    return !this.#gone && offer.transfer === this.offer.transfer && offer.size === this.offer.size;
  }

  /** The channel that it was offered on: the first one, or another after an interruption. Nobody is asked twice. */
  attach(channel: Channel): void {
    this.#giveUp?.cancel();
    this.#receiver?.abandon();
    // Of a receiver that was let go nothing is heard any more.
    const current = (): boolean => this.#receiver === receiver;
    const receiver: FileReceiver = new FileReceiver(channel, {
      progressed: (received) => current() && this.#progressed(received),
      ended: (end) => current() && this.#ended(end),
    });
    this.#receiver = receiver;
    if (this.#share.state === 'failed' && !this.#refused) {
      this.#share.stands(this.#content === null ? 'offered' : 'interrupted');
      this.#changed(true);
    }
    if (this.#refused) receiver.decline('declined');
    else if (this.#content !== null) receiver.accept(this.#content);
  }

  accept(sink: Sink, saves: boolean): void {
    if (this.#content !== null || this.#refused || this.#share.over) return;
    this.#content = new IncomingContent(this.offer.size, this.#sha256, sink);
    this.#saved = saves;
    if (this.#receiver === null) this.#share.stands('interrupted');
    else this.#receiver.accept(this.#content);
    this.#changed(true);
  }

  decline(): void {
    if (this.#content !== null || this.#share.over) return;
    this.#refused = true;
    const receiver = this.#receiver;
    this.#fail('declined');
    receiver?.decline('declined');
  }

  cancel(): void {
    if (this.#share.over) return;
    this.#refused = true;
    const receiver = this.#receiver;
    this.#fail('given-up');
    receiver?.cancel('cancelled');
  }

  /** What has come already is kept, should the same peer come back with it. */
  peerLeft(): void {
    if (!this.#share.over) this.#fail('peer-left', true);
  }

  #progressed(received: number): void {
    const { state } = this.#share;
    if (state === 'done') return;
    this.#share.runs(received, this.#clock.now());
    this.#changed(state !== 'running');
  }

  #ended(end: TransferEnd): void {
    this.#receiver = null;
    // Offered once more although it is here already, our last word having been lost, or although it was refused.
    if (this.#share.over) return;
    switch (end.kind) {
      case 'done':
        this.#share.stands('done');
        this.#changed(true);
        return;
      case 'interrupted':
        if (this.#content !== null) this.#share.stands('interrupted');
        this.#giveUp = this.#clock.after(RETURN_MS, () => this.#fail('lost', true));
        this.#changed(true);
        return;
      case 'declined':
      case 'cancelled':
        this.#fail(end.code);
    }
  }

  #fail(trouble: FileTrouble, keep = false): void {
    this.#giveUp?.cancel();
    this.#giveUp = null;
    this.#receiver = null;
    if (!keep) {
      this.#content?.discard();
      this.#gone = !this.#refused;
    }
    this.#share.stands('failed', trouble);
    this.#changed(true);
  }
}

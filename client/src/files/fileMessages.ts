/** The texts of `peercall.file` (docs/protocol.md, section 11.1), as they stand on the channel. */
import { type Members, object, optional, Refused, text, whole } from '../protocol/checks';

export const FILE_LABEL = 'peercall.file';
export const FILE_PROTOCOL = 'peercall.file.1';

/** A text of more UTF-8 bytes than this is refused. */
const LONGEST_TEXT = 16_384;
/** A name has 1 to so many characters. */
export const LONGEST_NAME = 255;

const DECLINE_CODES = ['declined', 'too-large', 'no-space', 'busy', 'invalid'] as const;
const CANCEL_CODES = ['cancelled', 'corrupt', 'read-failed', 'write-failed', 'invalid'] as const;
export type DeclineCode = (typeof DECLINE_CODES)[number];
export type CancelCode = (typeof CANCEL_CODES)[number];

export interface Offer {
  readonly type: 'offer';
  /** The same when the same file is offered again after an interruption. */
  readonly transfer: string;
  /** A stranger's text: see `safeFileName`. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly mediaType?: string;
}
/** The bytes of a block are complete. `hash`: SHA-256 as 64 lower-case hexadecimal digits. */
export interface Block {
  readonly type: 'block';
  readonly hash: string;
}
/** All blocks are complete. `hash`: SHA-256 of their hashes, one after the other. */
export interface End {
  readonly type: 'end';
  readonly hash: string;
}
export interface Cancel {
  readonly type: 'cancel';
  readonly code: CancelCode;
}
/** `offset`: bytes that the receiver has already, in whole blocks. */
export interface Accept {
  readonly type: 'accept';
  readonly offset: number;
}
export interface Decline {
  readonly type: 'decline';
  readonly code: DeclineCode;
}
/** `received`: bytes from the file's beginning that the receiver has for good. */
export interface Progress {
  readonly type: 'progress';
  readonly received: number;
}
export interface Done {
  readonly type: 'done';
}

export type SenderMessage = Offer | Block | End | Cancel;
export type ReceiverMessage = Accept | Decline | Progress | Done | Cancel;

function matching(value: unknown, pattern: RegExp): string {
  const found = text(value);
  if (!pattern.test(found)) throw new Refused('unexpected text');
  return found;
}

function name(value: unknown): string {
  const found = text(value);
  // Characters, not code units; and a text of far too many is not counted to its end.
  if (found === '' || found.length > 2 * LONGEST_NAME || [...found].length > LONGEST_NAME) throw new Refused('a name of 1 to 255 expected');
  return found;
}

const hash = (members: Members): string => matching(members.hash, /^[0-9a-f]{64}$/);
/** A reason that is not known here is no worse than none. */
function code<const T extends string>(value: unknown, known: readonly T[], otherwise: T): T {
  const found = text(value);
  return known.find((word) => word === found) ?? otherwise;
}

const cancel = (members: Members): Cancel => ({ type: 'cancel', code: code(members.code, CANCEL_CODES, 'cancelled') });

type Parsers<M extends { type: string }> = { readonly [T in M['type']]: (members: Members) => Extract<M, { type: T }> };

const ofSender: Parsers<SenderMessage> = {
  offer: (m) => ({
    type: 'offer',
    transfer: matching(m.transfer, /^[a-z0-9]{16,32}$/),
    name: name(m.name),
    size: whole(m.size),
    ...optional(m, 'mediaType', text),
  }),
  block: (m) => ({ type: 'block', hash: hash(m) }),
  end: (m) => ({ type: 'end', hash: hash(m) }),
  cancel,
};

const ofReceiver: Parsers<ReceiverMessage> = {
  accept: (m) => ({ type: 'accept', offset: whole(m.offset) }),
  decline: (m) => ({ type: 'decline', code: code(m.code, DECLINE_CODES, 'declined') }),
  progress: (m) => ({ type: 'progress', received: whole(m.received) }),
  done: () => ({ type: 'done' }),
  cancel,
};

const utf8 = new TextEncoder();

function parse<M extends { type: string }>(frame: string, parsers: Parsers<M>): M | null {
  try {
    if (frame.length > LONGEST_TEXT || utf8.encode(frame).length > LONGEST_TEXT) return null;
    const members = object(JSON.parse(frame));
    const type = members.type;
    if (typeof type !== 'string' || !Object.hasOwn(parsers, type)) return null;
    return parsers[type as M['type']](members);
  } catch (error) {
    if (error instanceof Refused || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** What a sender says; null for anything that it may not say, which ends the transfer with `invalid`. */
export const parseSenderMessage = (frame: string): SenderMessage | null => parse<SenderMessage>(frame, ofSender);

/** What a receiver says; null as above. */
export const parseReceiverMessage = (frame: string): ReceiverMessage | null => parse<ReceiverMessage>(frame, ofReceiver);

/** One text for the channel. The members of the types above stand in their order there, `type` first. */
export const encodeFileMessage = (message: SenderMessage | ReceiverMessage): string => JSON.stringify(message);

import type { LinkPath } from '../call/snapshot';
import type { RelayRefused, ReportStats } from '../protocol/messages';
import { type Cause, causeOf, type Evidence } from './cause';
import type { LinkConnection } from './linkConnection';

/** More refused addresses are not kept. */
const MOST_REFUSALS = 100;

/** What is known of a link beside what its present connection has seen. */
export class LinkEvidence {
  signaling: Evidence['signaling'] = 'connected';
  media: Evidence['media'] = null;
  farReport: ReportStats | null = null;
  readonly #refusedPeers = new Set<string>();
  readonly #relayRefusals = new Set<string>();

  /** The TURN server has refused this end something (protocol section 4). */
  refused({ cause, peers = [] }: RelayRefused): void {
    if (cause !== 'turn-forbidden-peer') this.#relayRefusals.add(cause);
    else for (const peer of peers.slice(0, MOST_REFUSALS - this.#refusedPeers.size)) this.#refusedPeers.add(peer.toLowerCase());
  }

  /** Other servers or credentials: what was refused with the former ones says nothing of these. */
  renewed(): void {
    this.#relayRefusals.clear();
  }

  /** `path`: null while there is none. */
  cause(state: Evidence['state'], connection: LinkConnection, path: LinkPath | null, relayOnly: boolean): Cause {
    return causeOf({
      ...connection.evidence.collect(),
      state,
      signaling: this.signaling,
      media: this.media,
      dtlsFailed: connection.dtlsFailed,
      heardFromPeer: connection.negotiation.bound,
      relayed: path !== null && (path.ourRelay !== null || path.theirRelay !== null),
      ownRelayProtocol: path?.ourRelay?.transport ?? null,
      relayOnly,
      farRelayOnly: this.farReport?.relayOnly === true,
      refusedPeers: [...this.#refusedPeers],
      relayRefusals: [...this.#relayRefusals],
      farCause: this.farReport?.cause ?? null,
    });
  }
}

import type { IceServerChoice, RelayTransport } from '../call/snapshot';
import { measureBandwidth } from './bandwidth';
import { directKind, gatherMapped } from './directPath';
import { explained, type Verdict, verdictOf } from './explain';
import { askServer, type GivenServers, type ServerInfo } from './givenServers';
import { testIceServer } from './iceServer';
import { iceUrlKind } from './iceUrl';
import { RelayLoop } from './relayLoop';
import { probeSignaling, type SignalingResult } from './signaling';
import type { TestEnvironment } from './testEnvironment';
import type { BandwidthLine, DirectLine, LineState, LoopLine, NetworkLine, NoServersLine, ServerLine, SignalingLine } from './testLine';

export interface NetworkFindings {
  readonly lines: readonly NetworkLine[];
  /** What they mean for a call; null until all are through. */
  readonly verdict: Verdict | null;
  /** Null until the server has told. */
  readonly serverVersion: string | null;
}

/** A server to try, and whose it is. */
interface Wanted {
  readonly choice: IceServerChoice;
  readonly own: boolean;
}

/** In the order in which one is chosen for the measurement: the least detour first. */
const TRANSPORTS: readonly RelayTransport[] = ['udp', 'tcp', 'tls'];

const SIGNALING: SignalingLine = { id: 'signaling', what: 'signaling', state: 'running', code: null, roundTripMs: null };
const SERVERS: NoServersLine = { id: 'servers', what: 'servers', state: 'running', code: null };
const DIRECT: DirectLine = { id: 'direct', what: 'direct', state: 'waiting', code: null, kind: null };
const BANDWIDTH: BandwidthLine = { id: 'bandwidth', what: 'bandwidth', state: 'waiting', code: null, result: null, skipped: null };

/** A whole test of what a call from here finds on its way. It runs once; `tell` hears how things stand after each step, and nothing once `signal` is aborted. */
export class NetworkTest {
  readonly #environment: TestEnvironment;
  readonly #signal: AbortSignal;
  readonly #tell: (findings: NetworkFindings) => void;
  #lines: readonly NetworkLine[] = [];
  #info: ServerInfo | null = null;
  #verdict: Verdict | null = null;

  constructor(environment: TestEnvironment, signal: AbortSignal, tell: (findings: NetworkFindings) => void) {
    this.#environment = environment;
    this.#signal = signal;
    this.#tell = tell;
  }

  /** Never rejects. */
  async run(): Promise<void> {
    const { hasWebRtc, secureContext } = this.#environment;
    const code = hasWebRtc ? (secureContext ? null : 'insecure-context') : 'unsupported-browser';
    this.#lines = [
      { id: 'browser', what: 'browser', state: code === null ? 'passed' : 'failed', code },
      SIGNALING,
      SERVERS,
      DIRECT,
      BANDWIDTH,
    ];
    this.#show();
    const [asked, signaling] = await Promise.all([
      askServer(this.#environment, this.#signal),
      probeSignaling(this.#environment, this.#signal),
    ]);
    if (this.#signal.aborted) return;
    this.#info = asked.info;
    this.#showSignaling(asked.given, signaling);
    const wanted = await this.#serversOfCall(asked.given, signaling);
    if (hasWebRtc && !this.#signal.aborted) await this.#tryAll(wanted);
    this.#end();
  }

  async #tryAll(wanted: readonly Wanted[] | null): Promise<void> {
    if (wanted === null) return;
    if (wanted.length === 0) {
      this.#put({ ...SERVERS, state: 'warned', code: 'turn-not-configured' });
      this.#put({ ...DIRECT, ...this.#directOf('no-stun') });
      return;
    }
    const lines = wanted.map(({ choice, own }, index) => this.#serverLine(choice, own, index));
    this.#replace('servers', lines);
    const tested = await Promise.all(lines.map((line, index) => this.#tryServer(line, wanted[index]?.choice)));
    this.#lines = explained(this.#lines);
    if (this.#signal.aborted) return;
    const [loops] = await Promise.all([this.#tryLoops(tested, wanted), this.#tryDirect(tested, wanted)]);
    await this.#measure(loops);
    for (const loop of loops) loop.close();
  }

  #showSignaling(given: GivenServers, { code, roundTripMs }: SignalingResult): void {
    // Where nothing of the server answers it is not the WebSocket that is in the way.
    const cause = code === 'signaling-lost' && given.kind === 'unreachable' ? 'server-unreachable' : code;
    this.#put({ ...SIGNALING, state: cause === null ? 'passed' : 'failed', code: cause, roundTripMs });
    if (given.kind === 'unreachable') this.#put({ ...SERVERS, state: 'failed', code: 'server-unreachable' });
  }

  /** What a call from here would use: the servers given, unless they are switched off, and the person's own; each address once. Null where they cannot be had. */
  async #serversOfCall(given: GivenServers, signaling: SignalingResult): Promise<readonly Wanted[] | null> {
    const { useServerIce, ownServers } = this.#environment.connection;
    const own = ownServers.filter(({ enabled }) => enabled).map((choice): Wanted => ({ choice, own: true }));
    const theirs = useServerIce ? await this.#given(given, signaling) : [];
    if (theirs === null && own.length === 0) return null;
    const all = [...(theirs ?? []).map((choice): Wanted => ({ choice, own: false })), ...own];
    return [...new Map(all.map((wanted) => [wanted.choice.url, wanted])).values()];
  }

  async #given(given: GivenServers, signaling: SignalingResult): Promise<readonly IceServerChoice[] | null> {
    if (given.kind === 'given') return given.servers;
    if (given.kind === 'unreachable') return null;
    // They are for people in a room: so the test goes into one of its own for a moment.
    const room = `probe-${this.#environment.randomName(16)}`;
    const joined = signaling.code === null ? await probeSignaling(this.#environment, this.#signal, room) : signaling;
    if (joined.code === null) return joined.servers;
    this.#put({ ...SERVERS, state: 'failed', code: joined.code });
    return null;
  }

  #serverLine({ url }: IceServerChoice, own: boolean, index: number): ServerLine {
    const { turn, transport } = iceUrlKind(url);
    const selfSigned = !own && transport === 'tls' && this.#info?.selfSigned === true;
    return { id: `server-${index}`, what: 'server', state: 'running', code: null, url, turn, transport, own, selfSigned, result: null };
  }

  async #tryServer(line: ServerLine, choice: IceServerChoice | undefined): Promise<ServerLine> {
    if (choice === undefined) return line;
    const result = await testIceServer(choice, this.#environment, this.#environment.clock, this.#signal);
    // A browser that tells no errors leaves open whether a STUN server had nothing to give or was not there.
    const open = result.reachable && result.gave === null && !this.#environment.tellsIceErrors;
    // That browsers do not take this certificate is so everywhere, and says nothing of the network.
    const expected = line.selfSigned && !result.reachable && result.code === 'turn-unreachable';
    const state: LineState = open || expected ? 'warned' : result.reachable ? 'passed' : 'failed';
    const tested: ServerLine = { ...line, state, code: result.reachable ? null : result.code, result };
    this.#put(tested);
    return tested;
  }

  /** Once for each transport over which a relay gives an address. Returns those that work, still connected. */
  async #tryLoops(tested: readonly ServerLine[], wanted: readonly Wanted[]): Promise<readonly RelayLoop[]> {
    const chosen = TRANSPORTS.flatMap((transport) => {
      const index = tested.findIndex((line) => line.turn && line.transport === transport && line.state === 'passed');
      const choice = wanted[index]?.choice;
      return choice === undefined ? [] : [{ transport, choice }];
    });
    const lines = chosen.map(
      ({ transport, choice }): LoopLine => ({
        id: `loop-${transport}`,
        what: 'loop',
        state: 'running',
        code: null,
        transport,
        url: choice.url,
        result: null,
      }),
    );
    this.#insertBefore('direct', lines);
    const loops = await Promise.all(
      lines.map(async (line, index) => {
        const choice = chosen[index]?.choice;
        if (choice === undefined) return null;
        const loop = new RelayLoop(this.#environment, choice);
        const result = await loop.run(this.#signal);
        this.#put({ ...line, state: result.works ? 'passed' : 'failed', code: result.works ? null : result.code, result });
        if (result.works && !this.#signal.aborted) return loop;
        loop.close();
        return null;
      }),
    );
    return loops.filter((loop) => loop !== null);
  }

  async #tryDirect(tested: readonly ServerLine[], wanted: readonly Wanted[]): Promise<void> {
    if (this.#environment.connection.relayOnly) return this.#put({ ...DIRECT, ...this.#directOf('relay-only') });
    const stun = tested.flatMap((line, index) => {
      const choice = wanted[index]?.choice;
      // One address that the browser does not take would cost all the others.
      const asked = !line.turn && line.transport === 'udp' && line.code !== 'invalid-url';
      return asked && choice !== undefined ? [{ line, choice }] : [];
    });
    this.#put({ ...DIRECT, state: 'running' });
    const found =
      stun.length === 0
        ? []
        : await gatherMapped(
            this.#environment,
            stun.map(({ choice }) => choice),
            this.#signal,
          );
    const urls = stun.map(({ choice }) => choice.url);
    const answered = stun.some(({ line }) => line.state === 'passed');
    this.#put({ ...DIRECT, ...this.#directOf(directKind(found, urls, answered)) });
  }

  #directOf(kind: NonNullable<DirectLine['kind']>): Pick<DirectLine, 'kind' | 'state' | 'code'> {
    switch (kind) {
      case 'relay-only':
        return { kind, state: 'skipped', code: 'relay-forced' };
      case 'no-stun':
        return { kind, state: 'skipped', code: null };
      case 'unknown':
        return { kind, state: 'warned', code: this.#lines.some(({ code }) => code === 'udp-blocked') ? 'udp-blocked' : 'stun-unreachable' };
      case 'symmetric':
        return { kind, state: 'warned', code: null };
      default:
        return { kind, state: 'passed', code: null };
    }
  }

  async #measure(loops: readonly RelayLoop[]): Promise<void> {
    const [loop] = loops;
    if (loop === undefined) return this.#put({ ...BANDWIDTH, state: 'skipped', skipped: 'no-relay' });
    if (this.#environment.connection.lowData || this.#environment.savesData)
      return this.#put({ ...BANDWIDTH, state: 'skipped', skipped: 'low-data' });
    if (this.#signal.aborted) return;
    this.#put({ ...BANDWIDTH, state: 'running' });
    const result = await measureBandwidth(loop, this.#environment.clock, this.#signal);
    this.#put({ ...BANDWIDTH, state: result.bitsPerSecond < POOR_BITS_PER_SECOND ? 'warned' : 'passed', result });
  }

  #end(): void {
    // What was not come to has no way to be tried.
    this.#lines = this.#lines.map((line) => {
      if (line.state !== 'waiting' && line.state !== 'running') return line;
      return line.what === 'bandwidth' ? { ...line, state: 'skipped', skipped: 'no-relay' } : { ...line, state: 'skipped' };
    });
    this.#verdict = verdictOf(this.#lines);
    this.#show();
  }

  #put(line: NetworkLine): void {
    this.#lines = this.#lines.map((old) => (old.id === line.id ? line : old));
    this.#show();
  }

  #replace(id: string, lines: readonly NetworkLine[]): void {
    this.#lines = this.#lines.flatMap((old) => (old.id === id ? lines : [old]));
    this.#show();
  }

  #insertBefore(id: string, lines: readonly NetworkLine[]): void {
    this.#lines = this.#lines.flatMap((old) => (old.id === id ? [...lines, old] : [old]));
    this.#show();
  }

  #show(): void {
    if (!this.#signal.aborted) this.#tell({ lines: this.#lines, verdict: this.#verdict, serverVersion: this.#info?.version ?? null });
  }
}

/** Below it a picture is poor, and below it a line says so: bit/s, both directions together. */
export const POOR_BITS_PER_SECOND = 1_000_000;

import type { Sink } from '../files/fileContent';
import type { IceServer, Joined } from '../protocol/messages';
import type { Evidence } from '../rtc/cause';
import { iceConfiguration } from '../rtc/iceConfiguration';
import type { Slot } from '../rtc/mediaSlots';
import { videoBounds } from '../rtc/videoBounds';
import type { RoomMessage } from '../signaling/signalingSession';
import { Chat } from './chat';
import { Devices } from './devices';
import type { Environment } from './environment';
import { FileTransfers } from './fileTransfers';
import { firstSnapshot } from './firstSnapshot';
import { Levels } from './levels';
import { Lifeline } from './lifeline';
import { Lobby } from './lobby';
import { Notices } from './notices';
import { RoomSession } from './roomSession';
import { isRoomName, rememberRoom } from './rooms';
import { Roster } from './roster';
import { SessionMemory } from './sessionMemory';
import { loadSettings, saveSettings } from './settings';
import type { Call, CallSnapshot, ConnectionSettings, LevelListener, SelfSnapshot } from './snapshot';
import { revise, Store, sameMedia } from './store';
import type { Trouble } from './trouble';

/** The view of the call waits so long for the first offers. */
const LONGEST_HOLD_MS = 150;

const servers = ({ useServerIce, ownServers }: ConnectionSettings): string => JSON.stringify([useServerIce, ownServers]);

/** Composes a call from its parts; each intent and each event goes to the part that owns the matter. */
export class RoomCall implements Call {
  readonly #environment: Environment;
  readonly #room: string;
  readonly #memory: SessionMemory;
  readonly #store: Store;
  readonly #devices: Devices;
  readonly #notices: Notices;
  readonly #chat: Chat;
  readonly #roster: Roster;
  readonly #files: FileTransfers;
  readonly #levels: Levels;
  readonly #lobby: Lobby;
  readonly #session: RoomSession;
  readonly #lifeline: Lifeline;
  readonly #stopListening: () => void;
  #settings: ConnectionSettings;
  #given: readonly IceServer[] = [];
  #links = 0;
  #hand: boolean;
  #hiddenInCall = false;

  constructor(environment: Environment, room: string) {
    this.#environment = environment;
    this.#room = room;
    this.#memory = new SessionMemory(environment.session, room);
    const { name, connection } = loadSettings(environment.settings);
    this.#settings = connection;
    this.#hand = this.#memory.media.hand;
    this.#devices = new Devices(environment, this.#memory.media, {
      devicesChanged: (devices) => {
        this.#store.patch({ devices });
        this.#roster.setMediaCause(this.#devices.mediaCause);
      },
      trackChanged: (slot, track) => this.#trackChanged(slot, track),
      mediaChanged: () => this.#mediaChanged(),
      lost: () => this.#notices.say('device-lost'),
      screenEnded: () => this.#notices.say('screen-ended'),
    });
    this.#store = new Store(firstSnapshot(room, name, this.#devices.media(false), this.#devices.snapshot, environment.clock.now()));
    this.#notices = new Notices(this.#store);
    this.#chat = new Chat(
      this.#store,
      environment.clock,
      {
        send: (intent) => this.#session.send(intent),
        typing: (active) => this.#session.sendVolatile({ type: 'typing', active }),
      },
      this.#notices,
    );
    this.#roster = new Roster(environment, this.#notices, () => this.#ownEnd(), {
      signal: (to, body) => this.#session.send({ type: 'signal', to, ...body }),
      report: (to, stats) => this.#session.sendVolatile({ type: 'report', to, stats }),
      changed: (peers) => this.#store.patch({ peers }),
      counted: (links) => this.#counted(links),
      linked: (peerId) => this.#files.linked(peerId),
      down: (down) => this.#lifeline.look(down),
      channel: (peerId, channel) => this.#files.opened(peerId, channel),
      removed: (peerId) => this.#files.peerLeft(peerId),
    });
    this.#files = new FileTransfers(environment, this.#store, this.#notices, this.#roster);
    this.#levels = new Levels(environment.clock, {
      receiver: (peerId) => this.#roster.receiver(peerId),
      muted: () => this.#devices.muted && this.#store.snapshot.phase === 'in-call',
      speakingWhileMuted: (speakingWhileMuted) => this.#patchSelf({ speakingWhileMuted }),
    });
    this.#lobby = new Lobby(environment, room, (info) => {
      this.#store.patch({ room: { name: room, ...info } });
      environment.prepareConnection(this.#configuration);
    });
    this.#session = new RoomSession(environment, this.#memory, this.#store, this.#notices, {
      joinRequest: () => this.#joinRequest(),
      received: (message) => this.#received(message),
      settled: (ticket, failed) => this.#chat.settled(ticket, failed),
      keep: (intent, ticket) => this.#roster.keep(intent) && !this.#chat.takeBack(ticket),
      refused: (trouble) => this.#refused(trouble),
      ended: (trouble) => this.#ended(trouble),
      signalingChanged: () => this.#roster.setSignaling(this.#signaling),
    });
    this.#lifeline = new Lifeline(environment.clock, this.#session);
    this.#stopListening = environment.listen({
      networkChanged: () => this.#networkChanged(),
      pageVisible: () => this.reconnectNow(),
      pageHidden: () => this.#pageHidden(),
      pageRestored: () => this.#pageRestored(),
    });
    if (!isRoomName(room)) this.#store.patch({ phase: 'ended', trouble: { code: 'invalid-room', retrying: false } });
    else if (this.#memory.inCall && name !== '') this.#return();
    else {
      this.#lobby.enter();
      this.#session.open();
    }
  }

  getSnapshot = (): CallSnapshot => this.#store.snapshot;

  subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  onLevel = (who: string, listener: LevelListener): (() => void) => this.#levels.listen(who, listener);

  startPreview = (): Promise<void> => this.#devices.start();

  setName = (name: string): void => {
    saveSettings(this.#environment.settings, { name });
    this.#patchSelf({ name });
  };

  chooseCamera = (id: string): Promise<void> => this.#devices.chooseCamera(id);
  chooseMicrophone = (id: string): Promise<void> => this.#devices.chooseMicrophone(id);
  chooseSpeaker = (id: string): void => this.#devices.chooseSpeaker(id);
  setMicrophone = (on: boolean): Promise<void> => this.#devices.setMicrophone(on);
  setCamera = (on: boolean): Promise<void> => this.#devices.setCamera(on);

  setScreen = (on: boolean): Promise<void> => this.#devices.setScreen(on);

  setHand = (up: boolean): void => {
    this.#hand = up;
    this.#mediaChanged();
  };

  join = async (password?: string): Promise<void> => {
    const { phase, self } = this.#store.snapshot;
    if (phase !== 'lobby') return;
    if (self.name.trim() === '') {
      this.#store.patch({ trouble: { code: 'invalid-name', retrying: false } });
      return;
    }
    this.#memory.entering(password ?? null);
    this.#enter();
  };

  again = (): void => {
    const { phase } = this.#store.snapshot;
    if ((phase !== 'left' && phase !== 'ended') || !isRoomName(this.#room)) return;
    this.#chat.clear();
    this.#files.clear();
    this.#notices.clear();
    this.#roster.reset();
    this.#store.patch({ phase: 'lobby', trouble: null, summary: null, joinedAt: null });
    this.#lobby.enter();
    this.#session.open();
    // Allowed before, so the browser does not ask again.
    if (this.#store.snapshot.devices.permission === 'granted') void this.#devices.start();
  };

  leave = async (): Promise<void> => {
    const { phase } = this.#store.snapshot;
    if (phase !== 'in-call' && phase !== 'joining') return;
    this.#memory.forget();
    this.#finish('left', null);
  };

  sendChat = (text: string): void => {
    this.#chat.send(text, this.#store.snapshot.self.name);
    this.reconnectNow();
  };

  retryChat = (key: string): void => {
    this.#chat.retry(key);
    this.reconnectNow();
  };

  reconnectNow = (): void => this.#session.reconnectNow();
  typing = (active: boolean): void => this.#chat.typing(active);

  sendFile = (file: File): void => this.#files.send(file, this.#store.snapshot.self.name);
  acceptFile = (key: string, sink?: Sink): void => this.#files.accept(key, sink);
  declineFile = (key: string): void => this.#files.decline(key);
  cancelFile = (key: string): void => this.#files.cancel(key);

  removePeer = (id: string): void => {
    if (this.#roster.has(id)) this.#session.send({ type: 'remove', peer: id });
  };

  restartLink = (peerId: string): void => this.#roster.restart(peerId);

  setConnection = (settings: ConnectionSettings): void => {
    saveSettings(this.#environment.settings, { connection: settings });
    const before = this.#settings;
    this.#settings = settings;
    this.#roster.setBounds(videoBounds(this.#links, settings.lowData));
    if (before.relayOnly === settings.relayOnly && servers(before) === servers(settings)) return;
    this.#roster.setConfiguration(this.#configuration, settings.relayOnly && !before.relayOnly ? 'afresh' : 'restart');
  };

  serverIce = (): readonly string[] => this.#given.flatMap(({ urls }) => urls);

  dispose = (): void => {
    this.#stopListening();
    this.#files.close();
    this.#session.close();
    this.#roster.close();
    this.#lobby.leave();
    this.#environment.dropPrepared();
    this.#levels.stop();
    this.#devices.dispose();
    this.#store.clear();
  };

  get #configuration(): RTCConfiguration {
    return iceConfiguration(this.#given, this.#settings);
  }

  get #signaling(): Evidence['signaling'] {
    return this.#store.snapshot.signaling === 'connected' ? 'connected' : 'lost';
  }

  #ownEnd() {
    const bounds = videoBounds(Math.max(1, this.#links), this.#settings.lowData);
    const { tracks, mediaCause } = this.#devices;
    return { configuration: this.#configuration, tracks, bounds, signaling: this.#signaling, mediaCause };
  }

  /** A page that was in the call when it was reloaded: joins at once, and opens the devices beside that. */
  #return(): void {
    void this.#devices.start();
    this.#enter();
  }

  #enter(): void {
    this.#store.patch({ phase: 'joining', trouble: null });
    this.#lobby.leave();
    this.#session.join();
  }

  #joinRequest() {
    const { password } = this.#memory;
    const { name } = this.#store.snapshot.self;
    const media = this.#devices.media(this.#hand);
    return { room: this.#room, name: name.trim(), ...(password === null ? {} : { password }), media };
  }

  #received(message: RoomMessage): void {
    switch (message.type) {
      case 'joined':
        this.#joined(message);
        break;
      case 'peer-joined':
        this.#roster.peerJoined(message.peer);
        if (!this.#roster.awaiting) this.#chat.release();
        break;
      case 'peer-updated':
        if (message.peer.id === this.#store.snapshot.self.peerId) this.#patchSelf({ role: message.peer.role });
        else this.#roster.peerUpdated(message.peer);
        break;
      case 'peer-left':
        this.#roster.peerLeft(message);
        break;
      case 'signal':
        this.#roster.signal(message);
        break;
      case 'chat':
        this.#roster.typing(message.from, false);
        this.#chat.received(message, this.#roster.name(message.from));
        break;
      case 'typing':
        this.#roster.typing(message.from, message.active);
        break;
      case 'report':
        this.#roster.farReport(message.from, message.stats);
        break;
      case 'relay-refused':
        this.#roster.relayRefused(message);
        break;
      case 'ice-servers':
        this.#given = message.iceServers;
        this.#roster.setConfiguration(this.#configuration, 'relayed');
        break;
    }
  }

  #joined(joined: Joined): void {
    const { phase, joinedAt } = this.#store.snapshot;
    this.#given = joined.iceServers;
    // Offers first: every millisecond before them is waiting, and rendering the call takes many.
    const offered = this.#roster.joined(joined);
    this.#store.holdWhile(this.#soon(offered));
    if (this.#roster.awaiting) this.#chat.hold();
    this.#patchSelf({ peerId: joined.peer, role: joined.role });
    const now = this.#environment.clock.now();
    this.#store.patch({ phase: 'in-call', trouble: null, joinedAt: phase === 'in-call' ? joinedAt : now });
    rememberRoom(this.#environment.settings, this.#room, now);
    this.#levels.refresh();
    this.#session.tellMedia(this.#store.snapshot.self.media);
  }

  #soon(offered: Promise<unknown>): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#environment.clock.after(LONGEST_HOLD_MS, resolve);
      void offered.then(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  #refused(trouble: Trouble): void {
    this.#memory.notInCall();
    this.#store.patch({ phase: 'lobby', trouble });
    this.#lobby.enter();
  }

  /** A final end that is not by our wish. */
  #ended(trouble: Trouble): void {
    this.#memory.forget();
    this.#finish('ended', trouble);
  }

  #finish(phase: 'left' | 'ended', trouble: Trouble | null): void {
    const { joinedAt } = this.#store.snapshot;
    const now = this.#environment.clock.now();
    // While there are links to say so on.
    this.#files.close();
    this.#session.close();
    this.#chat.failOpen();
    const links = this.#roster.summary;
    const summary = joinedAt === null ? null : { durationMs: now - joinedAt, people: this.#roster.most, links };
    this.#roster.close();
    this.#devices.stop();
    this.#lobby.leave();
    this.#hand = false;
    this.#store.patch({ phase, trouble, summary, signaling: 'closed', signalingSince: now });
    this.#mediaChanged();
  }

  #counted(links: number): void {
    this.#links = links;
    this.#roster.setBounds(videoBounds(Math.max(1, links), this.#settings.lowData));
  }

  #trackChanged(slot: Slot, track: MediaStreamTrack | null): void {
    this.#roster.setTrack(slot, track);
    const stream = track === null ? null : this.#environment.createStream([track]);
    if (slot === 'audio') this.#levels.setMeter(track === null ? null : this.#environment.createLevelMeter(track));
    else this.#patchSelf(slot === 'camera' ? { camera: stream } : { screen: stream });
  }

  #mediaChanged(): void {
    const { self, phase } = this.#store.snapshot;
    const media = this.#devices.media(this.#hand);
    this.#levels.refresh();
    this.#memory.keepMedia({ ...this.#devices.wanted, hand: this.#hand });
    if (sameMedia(media, self.media)) return;
    this.#patchSelf({ media });
    if (phase === 'in-call') this.#session.tellMedia(media);
  }

  #networkChanged(): void {
    this.#session.networkChanged();
    this.#roster.moved();
  }

  /** Whether the page is closed or reloaded cannot be told here. Either way the peer leaves at once; a reload brings it back as itself. */
  #pageHidden(): void {
    this.#hiddenInCall = this.#session.wanted;
    this.#memory.handOver();
    this.#files.close();
    this.#session.close();
    this.#roster.close();
  }

  #pageRestored(): void {
    this.#memory.takeBack();
    const { phase } = this.#store.snapshot;
    if (phase === 'left' || phase === 'ended') return;
    if (this.#hiddenInCall) this.#return();
    else this.#session.open();
  }

  #patchSelf(change: Partial<SelfSnapshot>): void {
    this.#store.patch({ self: revise(this.#store.snapshot.self, change) });
  }
}

/**
 * Every view with painted people and no server, for looking at: `npx vite`, then
 * `/preview.html?view=lobby|ask|denied|alone|two|three|eight|screen|chat|files|program|people|panel|relay|paused|weak|joining|troubles|ended|home|not-found&theme=light|dark`.
 * Not part of the production build, whose only page is index.html.
 */
import { createRoot } from 'react-dom/client';
import type { CallSnapshot, PeerSnapshot } from '../../call/snapshot';
import { Home } from '../home/Home';
import { NotFound } from '../home/NotFound';
import { ClockContext } from '../hooks/clock';
import { RoomView } from '../room/RoomView';
import { applyTheme, THEMES } from '../theme';
import { type FakeCall, fakeCall } from './fakeCall';
import { paintedPerson, paintedScreen } from './paintedStream';
import { file, flow, link, NOW, path, peer, share, snapshot, stats } from './snapshots';
import '../styles/base.css';

const query = new URLSearchParams(window.location.search);
const view = query.get('view') ?? 'two';

const NAMES = ['Ines Ferreira', 'Tomasz', 'Aaliyah', 'Jun', 'Örjan Lindqvist', 'ليلى', 'Noor'];

function people(count: number): PeerSnapshot[] {
  return NAMES.slice(0, count).map((name, index) => peer(`peer${index}`, name, { stream: paintedPerson(index + 1) }));
}

function changed(list: readonly PeerSnapshot[], index: number, part: Partial<PeerSnapshot>): PeerSnapshot[] {
  return list.map((one, at) => (at === index ? { ...one, ...part } : one));
}

const base = snapshot();
const self = { ...base.self, camera: paintedPerson(0) };
const call = (part: Partial<CallSnapshot>): CallSnapshot => snapshot({ self, ...part });

function eight(): PeerSnapshot[] {
  let list = people(7);
  list = changed(list, 1, { media: { mic: false, camera: true, screen: false, hand: true }, link: link({}, 'direct') });
  list = changed(list, 2, { media: { mic: false, camera: false, screen: false, hand: false }, link: link({}, 'relay-tls') });
  list = changed(list, 3, { link: link({ state: 'interrupted', since: NOW - 4_000 }, 'nat') });
  return changed(list, 5, { link: link({}, 'relay-udp'), role: 'participant', kind: 'headless' });
}

const chat: CallSnapshot['chat'] = [
  { key: '1', from: 'peer0', name: 'Ines Ferreira', text: 'Good morning! Can you hear me?', at: NOW - 240_000, delivery: 'received' },
  { key: '2', from: null, name: 'Mira', text: 'Loud and clear.', at: NOW - 200_000, delivery: 'sent' },
  {
    key: '3',
    from: 'peer0',
    name: 'Ines Ferreira',
    text: 'The plan is here: https://example.org/plan?week=19 (draft).',
    at: NOW - 60_000,
    delivery: 'received',
  },
  {
    key: '4',
    from: 'peer0',
    name: 'Ines Ferreira',
    text: 'Tell me what you think of the second part.',
    at: NOW - 58_000,
    delivery: 'received',
  },
  { key: '5', from: null, name: 'Mira', text: 'Reading…', at: NOW - 20_000, delivery: 'sent' },
  { key: '6', from: null, name: 'Mira', text: 'I would move the trial one week ahead.', at: NOW - 8_000, delivery: 'sending' },
  { key: '7', from: null, name: 'Mira', text: 'And one more thing', at: NOW - 4_000, delivery: 'failed' },
];

const VIEWS: Readonly<Record<string, () => CallSnapshot>> = {
  lobby: () => call({ phase: 'lobby' }),
  ask: () =>
    call({
      phase: 'lobby',
      self: base.self,
      room: { ...base.room, count: 0, names: [] },
      devices: { ...base.devices, permission: 'prompt', cameras: [], microphones: [], speakers: [] },
    }),
  denied: () =>
    call({
      phase: 'lobby',
      self: { ...base.self, media: { ...base.self.media, camera: false, mic: false } },
      devices: {
        ...base.devices,
        permission: 'denied',
        cameraTrouble: { code: 'permission-denied', retrying: false },
        microphoneTrouble: { code: 'permission-denied', retrying: false },
      },
      trouble: { code: 'wrong-password', retrying: false },
    }),
  alone: () => call({}),
  joining: () => call({ phase: 'joining' }),
  two: () => call({ peers: people(1) }),
  three: () => call({ peers: people(2) }),
  eight: () => call({ peers: eight(), signaling: 'reconnecting' }),
  screen: () => call({ peers: changed(changed(people(4), 0, { screen: paintedScreen() }), 2, { screen: paintedScreen() }) }),
  chat: () => call({ peers: changed(people(2), 0, { typing: true }), chat }),
  files: () =>
    call({
      peers: people(3),
      chat: chat.slice(0, 4),
      files: [
        file('1', 'sketches.zip', [share('peer0', 'Ines Ferreira', { state: 'done', bytes: 12_000_000 })], {
          from: 'peer0',
          after: '1',
          at: NOW - 230_000,
          content: new Blob(['x']),
        }),
        file(
          '2',
          'Programme of the trial week, second draft, with all the remarks (final).pdf',
          [
            share('peer0', 'Ines Ferreira', { state: 'done', bytes: 12_000_000 }),
            share('peer1', 'Tomasz', { state: 'running', bytes: 7_340_032, bytesPerSecond: 3_140_000 }),
            share('peer2', 'Aaliyah', { state: 'failed', trouble: 'declined' }),
          ],
          { after: '2', at: NOW - 190_000 },
        ),
        file('3', 'interview.mp4', [share('peer1', 'Tomasz', { state: 'interrupted', bytes: 2_097_152 })], {
          from: 'peer1',
          after: '4',
          at: NOW - 50_000,
        }),
        file('4', 'harbour.jpg', [share('peer0', 'Ines Ferreira')], { from: 'peer0', after: '4', at: NOW - 20_000, size: 834_000 }),
        file('5', 'notes.txt', [share('peer0', 'Ines Ferreira', { state: 'failed', trouble: 'read-failed' })], {
          after: '4',
          at: NOW - 10_000,
          size: 912,
        }),
      ],
    }),
  program: () =>
    call({
      room: { ...base.room, name: 'test-k3v9x0q2' },
      peers: [
        peer('peer0', 'Echo', {
          kind: 'server',
          media: { mic: false, camera: false, screen: false, hand: false },
          link: link(
            {
              stats: {
                ...stats(path('direct'), 60),
                videoIn: null,
                videoOut: null,
                audioIn: null,
                audioOut: null,
                dataIn: 84_000,
                dataOut: 81_000,
              },
            },
            'direct',
          ),
        }),
      ],
    }),
  people: () => call({ peers: eight() }),
  panel: () => call({ peers: people(1) }),
  paused: () =>
    call({
      peers: changed(changed(people(3), 0, { link: link({ farPaused: true, paused: true }) }), 1, {
        link: link({ history: [1, 2, 3].map((second) => ({ ...stats(path('nat'), second), videoIn: { ...flow, framesPerSecond: 0 } })) }),
      }),
    }),
  weak: () => call({ peers: changed(people(1), 0, { link: link({ farPaused: true, paused: true, cause: 'udp-blocked' }, 'relay-tls') }) }),
  relay: () => call({ peers: changed(people(1), 0, { link: link({}, 'relay-tls') }) }),
  troubles: () =>
    call({
      self: { ...self, media: { ...self.media, mic: false }, speakingWhileMuted: true },
      peers: changed(
        changed(people(2), 0, { link: link({ state: 'failed', trouble: { code: 'turn-not-configured', retrying: false } }) }),
        1,
        {
          stream: null,
          link: link({ state: 'connecting', stats: null, history: [] }),
        },
      ),
    }),
  ended: () =>
    call({
      phase: 'left',
      files: [
        file('1', 'sketches.zip', [share('peer0', 'Ines Ferreira', { state: 'done', bytes: 12_000_000 })], {
          from: 'peer0',
          content: new Blob(['x']),
        }),
      ],
      summary: {
        durationMs: 1_425_000,
        people: 3,
        links: [
          { name: 'Ines Ferreira', path: path('nat') },
          { name: 'Tomasz', path: path('relay-tls') },
        ],
      },
    }),
  removed: () => call({ phase: 'ended', trouble: { code: 'replaced', retrying: false } }),
};

/** What has to be pressed for a view to show. */
const PRESS: Readonly<Record<string, string>> = {
  chat: '[aria-label="Chat"]',
  files: '[aria-label^="Chat"]',
  program: '[data-testid="badge-peer0"]',
  people: '[aria-label="People"]',
  panel: '[data-testid="badge-peer0"]',
  relay: '[data-testid="badge-peer0"]',
  weak: '[data-testid="badge-peer0"]',
};

function show(root: HTMLElement): void {
  const tree = createRoot(root);
  if (view === 'home' || view === 'not-found') {
    tree.render(view === 'home' ? <Home /> : <NotFound />);
    return;
  }
  const fake = fakeCall((VIEWS[view] ?? VIEWS.two ?? snapshot)());
  tree.render(
    <ClockContext value={() => NOW}>
      <RoomView call={fake} />
    </ClockContext>,
  );
  setInterval(() => murmur(fake), 100);
  const wanted = PRESS[view];
  if (wanted !== undefined) setTimeout(() => document.querySelector<HTMLElement>(wanted)?.click(), 400);
}

/** The first far end speaks, everybody else only breathes. */
function murmur(fake: FakeCall): void {
  const level = 0.35 + 0.3 * Math.abs(Math.sin(performance.now() / 300));
  fake.speak('self', level, false);
  fake.speak('peer0', level, true);
}

applyTheme(THEMES.find((theme) => theme === query.get('theme')) ?? 'system');
const root = document.getElementById('root');
if (root !== null) show(root);

// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connectionOfNewFrame } from './connectionOfNewFrame';

class FrameConnection {
  closed = false;
  readonly configuration: RTCConfiguration;

  constructor(configuration: RTCConfiguration) {
    this.configuration = configuration;
  }

  close(): void {
    this.closed = true;
  }
}

const frames = (): number => document.querySelectorAll('iframe').length;

function frameHas(content: object): void {
  // Without it every frame is told of as one that does not load.
  const { happyDOM } = window as unknown as { happyDOM: { settings: { enableIframePageLoading: boolean } } };
  happyDOM.settings.enableIframePageLoading = true;
  vi.spyOn(HTMLIFrameElement.prototype, 'contentWindow', 'get').mockReturnValue(content as Window);
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('a connection of a new frame', () => {
  it('has a frame that nobody sees, for as long as it may still answer', () => {
    vi.useFakeTimers();
    frameHas({ RTCPeerConnection: FrameConnection });
    const configuration = { iceServers: [{ urls: 'stun:stun.example.org' }] };
    const connection = connectionOfNewFrame(configuration) as unknown as FrameConnection;
    expect(connection.configuration).toBe(configuration);
    expect(frames()).toBe(1);
    expect(document.querySelector('iframe')?.hidden).toBe(true);
    connection.close();
    expect(connection.closed).toBe(true);
    vi.advanceTimersByTime(9_000);
    expect(frames()).toBe(1);
    vi.advanceTimersByTime(2_000);
    expect(frames()).toBe(0);
  });

  it('is none where a frame has none, and nothing is left of the attempt', () => {
    frameHas({});
    expect(connectionOfNewFrame({})).toBeNull();
    expect(frames()).toBe(0);
  });
});

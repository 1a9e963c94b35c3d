import { useEffect, useRef } from 'react';

export interface StreamVideoProps {
  readonly stream: MediaStream | null;
  /** Own pictures are muted, or one would hear oneself. */
  readonly muted: boolean;
  readonly className: string;
  /** Where the sound comes out, as `setSinkId` takes it; null for the system's choice. */
  readonly speakerId?: string | null;
  readonly testId?: string;
  /** Width by height of the picture, told when it changes. */
  readonly onAspect?: (aspect: number) => void;
  /** The browser wants a press before it lets sound out. */
  readonly onSoundHeld?: () => void;
}

/**
 * A picture with its sound. The element lives as long as its tile: `srcObject` is set only when the stream is another one, so that neither a
 * render nor a new layout interrupts what plays.
 */
export function StreamVideo({ stream, muted, className, speakerId = null, testId, onAspect, onSoundHeld }: StreamVideoProps) {
  const element = useRef<HTMLVideoElement>(null);

  useEffect(() => {
    const video = element.current;
    if (video === null || video.srcObject === stream) return;
    video.srcObject = stream;
    if (stream === null) return;
    video.play().catch((error: unknown) => {
      // AbortError only says that another stream came before this one played.
      if (error instanceof DOMException && error.name === 'NotAllowedError') onSoundHeld?.();
    });
  }, [stream, onSoundHeld]);

  useEffect(() => {
    const video = element.current;
    if (video === null || muted || !('setSinkId' in video)) return;
    const wanted = speakerId ?? '';
    // A speaker that was unplugged meanwhile: the system's own goes on.
    if (video.sinkId !== wanted) video.setSinkId(wanted).catch(() => undefined);
  }, [speakerId, muted]);

  // React writes `muted` as a property only at creation in some browsers; a property that must hold is set by hand.
  useEffect(() => {
    if (element.current !== null) element.current.muted = muted;
  }, [muted]);

  useEffect(() => {
    const video = element.current;
    if (video === null || onAspect === undefined) return;
    const tell = () => {
      if (video.videoWidth > 0 && video.videoHeight > 0) onAspect(video.videoWidth / video.videoHeight);
    };
    tell();
    video.addEventListener('resize', tell);
    return () => video.removeEventListener('resize', tell);
  }, [onAspect]);

  return (
    <video ref={element} className={className} data-testid={testId} autoPlay playsInline muted={muted} disablePictureInPicture={muted} />
  );
}

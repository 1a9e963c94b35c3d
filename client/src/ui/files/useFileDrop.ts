import { type DragEvent, useEffect, useRef, useState } from 'react';

const holdsFiles = ({ dataTransfer }: { readonly dataTransfer: DataTransfer | null }): boolean =>
  dataTransfer?.types.includes('Files') === true;

export interface FileDrop {
  /** Files are held above the place. */
  readonly over: boolean;
  /** What the place needs. */
  readonly handlers: {
    onDragEnter(event: DragEvent): void;
    onDragOver(event: DragEvent): void;
    onDragLeave(event: DragEvent): void;
    onDrop(event: DragEvent): void;
  };
}

/** A place where files may be dropped. */
export function useFileDrop(onFiles: (files: readonly File[]) => void): FileDrop {
  // Entering a part of the place comes before leaving the part around it.
  const depth = useRef(0);
  const [over, setOver] = useState(false);
  function move(step: number): void {
    depth.current = Math.max(0, depth.current + step);
    setOver(depth.current > 0);
  }
  return {
    over,
    handlers: {
      onDragEnter(event) {
        if (holdsFiles(event)) move(1);
      },
      onDragOver(event) {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
      },
      onDragLeave(event) {
        if (holdsFiles(event)) move(-1);
      },
      onDrop(event) {
        depth.current = 0;
        setOver(false);
        if (!holdsFiles(event)) return;
        event.preventDefault();
        onFiles([...event.dataTransfer.files]);
      },
    },
  };
}

/** A file that misses its place must not take the page's: the browser would open it, and the call were over. */
export function useNoStrayDrop(): void {
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    for (const type of ['dragover', 'drop'] as const) {
      window.addEventListener(
        type,
        (event) => {
          if (!holdsFiles(event) || event.defaultPrevented) return;
          event.preventDefault();
          if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none';
        },
        { signal },
      );
    }
    return () => stop.abort();
  }, []);
}

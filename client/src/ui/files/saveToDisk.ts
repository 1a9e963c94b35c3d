import { BLOCK_BYTES } from '../../files/blocks';
import type { Sink } from '../../files/fileContent';

/** From this size on a file is written to disk while it arrives, where the browser can (bytes). */
export const TO_DISK_FROM = 64 * 1024 ** 2;

/** File System Access (WICG), which only Chromium has. */
interface SavePicker {
  showSaveFilePicker(options: { suggestedName: string }): Promise<{
    createWritable(): Promise<{
      write(part: { type: 'write'; position: number; data: Uint8Array<ArrayBuffer> }): Promise<void>;
      close(): Promise<void>;
      abort(): Promise<void>;
    }>;
  }>;
}

export function savesToDisk(): boolean {
  return 'showSaveFilePicker' in window;
}

/**
 * Asks where to write a file; to be called at a press, or the browser does not ask. Null when the person has closed the question. The file appears in its place
 * when it is complete.
 */
export async function chooseSink(fileName: string): Promise<Sink | null> {
  try {
    const place = await (window as unknown as SavePicker).showSaveFilePicker({ suggestedName: fileName });
    const file = await place.createWritable();
    return {
      write: (index, data) => file.write({ type: 'write', position: index * BLOCK_BYTES, data }),
      finish: async () => {
        await file.close();
        return null;
      },
      // Rejects when it is closed already; there is nothing left to do then.
      discard: () => void file.abort().catch(() => undefined),
    };
  } catch {
    return null;
  }
}

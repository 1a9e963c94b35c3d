import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const COMPRESSIBLE = new Set(['.css', '.html', '.js', '.json', '.map', '.mjs', '.svg', '.txt', '.wasm', '.webmanifest', '.xml']);

/** Below this many bytes a compressed file saves no packet. */
const MIN_BYTES = 1024;

/**
 * Writes `name.br` and `name.gz` beside each file that gets smaller by a tenth at least. At the highest level: it is done once, and
 * read many times.
 */
export function compressFolder(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !COMPRESSIBLE.has(extname(entry.name))) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const content = readFileSync(path);
    if (content.length < MIN_BYTES) continue;
    const brotli = brotliCompressSync(content, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    });
    for (const [extension, compressed] of [['.br', brotli], ['.gz', gzipSync(content, { level: 9 })]]) {
      if (compressed.length < content.length * 0.9) writeFileSync(path + extension, compressed);
    }
  }
}

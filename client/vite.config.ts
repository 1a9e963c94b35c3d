import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// The dev server stands behind PeerCall.Server, which proxies to it; `/ws` and `/api` never reach it.
export default defineConfig({
  plugins: [react()],
  server: { port: 5173, strictPort: true, host: '127.0.0.1' },
  build: {
    target: 'es2022',
    // The first of each with `light-dark()`: rewritten for older ones it would no longer follow the `color-scheme` of a part (src/ui/styles/tokens.css).
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    sourcemap: false,
    // One style sheet, from the beginning: a part that is loaded while the server is away must not come without its looks.
    cssCodeSplit: false,
    assetsInlineLimit: 0,
  },
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
    setupFiles: ['src/testing/setup.ts'],
    testTimeout: 30_000,
  },
});

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// The dev server stands behind PeerCall.Server, which proxies to it; `/ws` and `/api` never reach it.
export default defineConfig({
  plugins: [react()],
  server: { port: 5173, strictPort: true, host: '127.0.0.1' },
  build: { target: 'es2022', sourcemap: false, assetsInlineLimit: 0 },
  test: { environment: 'node', include: ['src/**/*.test.ts', 'src/**/*.test.tsx'] },
});

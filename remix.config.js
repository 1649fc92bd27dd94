// The Vite configuration of both surfaces (Remix 2 calls its Vite plugin's configuration "remix.config" here: every script passes it by --config).
// SURFACE=intake builds app/intake into build/intake; SURFACE=review builds app/review into build/review.
import { vitePlugin as remix } from '@remix-run/dev';
import { defineConfig } from 'vite';
import { compressFolder } from './app/http/compress-assets.ts';

const surface = process.env.SURFACE;
if (surface !== 'intake' && surface !== 'review') throw new Error('SURFACE must be "intake" or "review"');

export default defineConfig({
  plugins: [
    remix({
      appDirectory: `app/${surface}`,
      buildDirectory: `build/${surface}`,
      ignoredRouteFiles: ['**/*.test.{ts,tsx}', '**/.*'],
      future: {
        v3_fetcherPersist: true,
        v3_lazyRouteDiscovery: false, // `/__manifest` answers 404: people do not lose typed text when a new version is deployed
        v3_relativeSplatPath: true,
        v3_singleFetch: false, // keeps turbo-stream (CVE-2026-34077) off the path
        v3_throwAbortReason: true,
      },
    }),
    // After each of Remix's two builds: the second adds files to the first one's folder.
    { name: 'compress-assets', enforce: 'post', closeBundle: () => compressFolder(`build/${surface}/client`) },
  ],
  build: { target: 'es2022', assetsInlineLimit: 0 },
});

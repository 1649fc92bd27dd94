/** Static files of one build: their names carry a hash of their content, so a browser may keep them for ever. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import express, { type RequestHandler } from 'express';

/**
 * A Web Worker takes its policy from its own file's answer, not from the page that starts it: hashing in WebAssembly is allowed here and nowhere else.
 * Nothing else of a worker can be loaded or sent with this policy.
 */
const filePolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; frame-ancestors 'none'";

export function serveAssets(clientFolder: string): RequestHandler {
  if (!existsSync(clientFolder)) throw new Error(`no build in ${clientFolder}: run the build first`);
  return express.static(clientFolder, {
    index: false,
    redirect: false,
    dotfiles: 'ignore',
    fallthrough: true,
    setHeaders(response, file) {
      response.setHeader('Content-Security-Policy', filePolicy);
      const hashed = path.basename(path.dirname(file)) === 'assets';
      response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'public, max-age=3600');
    },
  });
}

/** The address of the build's own style sheet, for pages that are made without it; undefined where a surface has none. */
export function findStylesheet(clientFolder: string): string | undefined {
  const name = readdirSync(path.join(clientFolder, 'assets')).find((file) => /^exhibit-.*\.css$/.test(file));
  return name && `/assets/${name}`;
}

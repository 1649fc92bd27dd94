/** Static files of one build: their names carry a hash of their content, so a browser may keep them for ever. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import express, { type RequestHandler, type Response } from 'express';
import { encodings, findCompressed } from './compress-assets.ts';

/**
 * A Web Worker takes its policy from its own file's answer, not from the page that starts it: hashing in WebAssembly is allowed here and nowhere else.
 * Nothing else of a worker can be loaded or sent with this policy.
 */
const filePolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; frame-ancestors 'none'";

/**
 * Serves a build's files, compressed where the build made a smaller copy and the browser takes it. Pages are never compressed:
 * they hold what a witness wrote beside what another may have put into an address, and a length would tell about both.
 */
export function serveAssets(clientFolder: string): RequestHandler {
  if (!existsSync(clientFolder)) throw new Error(`no build in ${clientFolder}: run the build first`);
  const compressed = findCompressed(clientFolder);
  // Asked of this list and not of the disk: most requests are for pages, and an address that someone made up reaches no file system.
  const known = new Set(
    readdirSync(clientFolder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => addressOf(clientFolder, entry)),
  );
  const serve = express.static(clientFolder, { index: false, redirect: false, dotfiles: 'ignore', fallthrough: true, setHeaders });
  return (request, response, next) => {
    if (!known.has(request.path)) return void next();
    const copies = request.method === 'GET' || request.method === 'HEAD' ? compressed.get(request.path) : undefined;
    if (!copies) return void serve(request, response, next);
    response.vary('Accept-Encoding');
    const encoding = copies.find((each) => request.acceptsEncodings(each) === each);
    if (!encoding) return void serve(request, response, next);
    response.setHeader('Content-Encoding', encoding);
    response.type(path.extname(request.path));
    const { url } = request;
    request.url = request.path + encodings[encoding];
    serve(request, response, (error?: unknown) => {
      // The copy is gone, as after a new build under a running process: what answers instead is not compressed.
      response.removeHeader('Content-Encoding');
      request.url = url;
      next(error);
    });
  };
}

function addressOf(folder: string, { parentPath, name }: { parentPath: string; name: string }): string {
  return `/${path.relative(folder, path.join(parentPath, name)).split(path.sep).join('/')}`;
}

function setHeaders(response: Response, file: string): void {
  response.setHeader('Content-Security-Policy', filePolicy);
  const hashed = path.basename(path.dirname(file)) === 'assets';
  response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'public, max-age=3600');
}

/** The addresses of the build's own style sheet and icon, for pages that are made without it; undefined where a surface has none. */
export function findAssets(clientFolder: string): { stylesheet?: string; icon?: string } {
  const names = readdirSync(path.join(clientFolder, 'assets'));
  const stylesheet = names.find((name) => /^exhibit-[^.]*\.css$/.test(name));
  const icon = names.find((name) => /^icon-[^.]*\.svg$/.test(name));
  return { ...(stylesheet && { stylesheet: `/assets/${stylesheet}` }), ...(icon && { icon: `/assets/${icon}` }) };
}

/** Compressed copies of static files, made once when a surface is built and chosen for each browser when they are asked for. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** What a copy's name ends in, by its name in HTTP; the smallest first, which is also the order of choice. */
export const encodings = { br: '.br', gzip: '.gz' } as const;
export type Encoding = keyof typeof encodings;

const compressible = /\.(js|css|svg)$/;

/** Writes `x.js.br` and `x.js.gz` beside every `x.js`, where that is smaller by more than what the headers cost. */
export function compressFolder(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!compressible.test(name)) continue;
    const file = path.join(folder, name);
    const bytes = readFileSync(file);
    const copies: Record<Encoding, Buffer> = {
      br: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
      gzip: gzipSync(bytes, { level: 9 }),
    };
    for (const encoding of Object.keys(copies) as Encoding[]) {
      if (copies[encoding].length + 64 < bytes.length) writeFileSync(file + encodings[encoding], copies[encoding]);
    }
  }
}

/** The compressed copies of a build: the address of a file, and which it has. Only what is in here is ever answered compressed. */
export function findCompressed(folder: string): Map<string, Encoding[]> {
  const names = new Set(readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.split(path.sep).join('/')));
  const found = new Map<string, Encoding[]>();
  for (const name of names) {
    const copies = (Object.keys(encodings) as Encoding[]).filter((encoding) => names.has(name + encodings[encoding]));
    if (copies.length > 0) found.set(`/${name}`, copies);
  }
  return found;
}

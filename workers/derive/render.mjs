/**
 * Runs inside the sandbox, with nothing but sharp beside it: decodes one picture and writes smaller ones to stdout, as a line of JSON with their sizes and
 * then their bytes one after another. Plain JavaScript, because nothing is there that could strip types.
 *
 * Arguments: the input's path, then the wanted pictures as JSON [{kind, edge}] (edge: pixels of the longer side, never enlarged).
 */
import process from 'node:process';
import sharp from 'sharp';

// Every loader is off, then the four formats browsers show are on again: libvips knows dozens, and each is a parser of hostile bytes.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadHeif'] });
sharp.cache(false);
sharp.concurrency(1);

const [, , input, wanted] = process.argv;
if (input === undefined || wanted === undefined) throw new Error('usage: render.mjs INPUT WANTED');
const rendered = [];
for (const { kind, edge } of JSON.parse(wanted)) {
  const { data, info } = await sharp(input, { limitInputPixels: 16_383 * 16_383, failOn: 'error', sequentialRead: true, pages: 1 })
    .autoOrient() // the orientation is in the metadata, which stays behind
    .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 80 })
    .toBuffer({ resolveWithObject: true });
  rendered.push({ kind, width: info.width, height: info.height, data });
}
const version = { sharp: sharp.versions.sharp, vips: sharp.versions.vips };
const header = { version, pictures: rendered.map(({ kind, width, height, data }) => ({ kind, width, height, bytes: data.length })) };
process.stdout.write(`${JSON.stringify(header)}\n`);
for (const { data } of rendered) process.stdout.write(data);

/** Pictures of pages: each page once narrow, once wide, whole, in few colours so that the set stays small enough for the repository. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright';
import sharp from 'sharp';

export const widths = [360, 1280] as const;

export type Camera = {
  /** Takes the page as it stands now; `name` is what the page is called in the set. Fails where the page scrolls sideways. */
  take(page: Page, name: string, at?: readonly number[]): Promise<void>;
  /** Bytes written so far. */
  written(): number;
  /** The paths of the pages that have a picture of every width. */
  taken(): ReadonlySet<string>;
};

/** A picture ends at `tallest` pixels: the rest of a long list says nothing new. */
export async function openCamera(folder: string, { tallest, colours }: { tallest: number; colours: number }): Promise<Camera> {
  await mkdir(folder, { recursive: true });
  let bytes = 0;
  const seen = new Set<string>();
  return {
    async take(page, name, at = widths) {
      const found = page.viewportSize() ?? { width: 1280, height: 800 };
      for (const width of at) {
        await page.setViewportSize({ width, height: 800 });
        await page.evaluate(() => document.fonts.ready);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        if (wide > width) throw new Error(`${name} scrolls sideways: ${wide} px at ${width}`);
        await page.evaluate(() => scrollTo(0, 0)); // what sticks to the window would else stick somewhere below
        const { height } = await page.evaluate(() => document.documentElement.getBoundingClientRect());
        const clip = { x: 0, y: 0, width, height: Math.min(tallest, Math.max(800, Math.ceil(height))) };
        const shot = await page.screenshot({ fullPage: true, clip, animations: 'disabled', caret: 'hide' });
        const small = await sharp(shot).png({ palette: true, colours, dither: 0, effort: 8, compressionLevel: 9 }).toBuffer();
        await writeFile(path.join(folder, `${name}-${width}.png`), small);
        bytes += small.length;
        seen.add(`${new URL(page.url()).pathname} ${width}`);
      }
      await page.setViewportSize(found);
      process.stdout.write(`${path.basename(folder)}/${name}\n`);
    },
    written: () => bytes,
    taken() {
      const paths = [...seen].map((picture) => picture.split(' ')[0] ?? '');
      return new Set(paths.filter((each) => widths.every((width) => seen.has(`${each} ${width}`))));
    },
  };
}

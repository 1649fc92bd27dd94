/**
 * Pages that hold nothing of anyone's, kept as they were rendered: when many witnesses come at once, nearly all of them ask for the same empty forms. A page is kept
 * under everything that it was made of, so that one of other words, or in another language, is another page; nothing ever needs to be called back.
 */
import { LRUCache } from 'lru-cache';

export type KeptPage = {
  html: string;
  headers: readonly (readonly [string, string])[];
};

const most = 16 * 1024 * 1024; // characters, the keys included: two languages of the whole form take half of one

export function keepPages(): LRUCache<string, KeptPage> {
  return new LRUCache({
    maxSize: most,
    maxEntrySize: most / 64,
    sizeCalculation: ({ html }, key) => html.length + key.length,
  });
}

/** items.json against the files that are really there: every native belongs to one item, and every item says the truth about its files. Pure. */
import { z } from 'zod';
import type { CheckReport, Seen } from './check.ts';

export const ITEMS_FILE = 'metadata/items.json';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const itemsSchema = z.object({
  format: z.literal('exhibit-bundle/1'),
  export: z.object({ id: z.uuid() }),
  items: z.array(
    z.object({
      exhibit: z.string().regex(/^EVP\d{8,}$/),
      fileId: z.uuid(),
      submissionId: z.uuid(),
      included: z.boolean(),
      path: z.string().nullable(),
      size: z.int().optional(),
      sha256: hash.nullish(),
      derivatives: z.array(z.object({ path: z.string(), sha256: hash, parentSha256: hash })),
    }),
  ),
  chains: z.array(z.object({ subject: z.string(), seq: z.int().min(1), hash })),
});
export type ItemsFile = z.infer<typeof itemsSchema>;

/** Null: not a list of items in the format that this verifier knows. */
export function parseItems(text: string): ItemsFile | null {
  try {
    return itemsSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export function checkItems(seen: Seen, list: ItemsFile, report: CheckReport): void {
  const before = report.problems.length;
  const claimed = new Set<string>();
  const claim = (path: string, sha256: string | null | undefined, exhibit: string) => {
    if (claimed.has(path)) report.problems.push(`${path} stands twice in ${ITEMS_FILE}.`);
    claimed.add(path);
    const file = seen.files.get(path);
    if (!file) report.problems.push(`${exhibit}: ${path} is missing.`);
    else if (file.sha256 !== sha256) report.problems.push(`${exhibit}: ${path} does not have the SHA-256 that ${ITEMS_FILE} gives.`);
  };
  for (const item of list.items) {
    if (item.included !== (item.path !== null))
      report.problems.push(`${item.exhibit}: ${ITEMS_FILE} does not say whether it is in the bundle.`);
    if (item.path !== null) {
      claim(item.path, item.sha256, item.exhibit);
      if (seen.files.get(item.path)?.size !== item.size) report.problems.push(`${item.exhibit}: its size is not the one in ${ITEMS_FILE}.`);
    }
    for (const derivative of item.derivatives) {
      claim(derivative.path, derivative.sha256, item.exhibit);
      if (derivative.parentSha256 !== item.sha256)
        report.problems.push(`${derivative.path} was not made from ${item.exhibit} as it is here.`);
    }
  }
  for (const path of seen.files.keys()) {
    if (/^data\/(NATIVES|VIEWING)\//.test(path) && !path.endsWith('_SLIP_SHEET.txt') && !claimed.has(path))
      report.problems.push(`${path} belongs to no item of ${ITEMS_FILE}.`);
  }
  if (new Set(list.items.map(({ exhibit }) => exhibit)).size !== list.items.length)
    report.problems.push(`An exhibit number stands twice in ${ITEMS_FILE}.`);
  if (report.problems.length === before) {
    const included = list.items.filter((item) => item.included).length;
    report.passed.push(
      `${ITEMS_FILE}: ${list.items.length} items, ${included} in the bundle, ${list.items.length - included} left out and listed.`,
    );
  }
}

import { expect, test } from 'vitest';
import { jobs } from '../jobs.ts';
import { readMigrations } from '../migrate.ts';
import { settingKeys } from '../settings/definitions.ts';
import { actions } from './actions.ts';
import { rights } from './rights.ts';

test('every action that SQL itself writes stands in the vocabulary', async () => {
  const others = new Set<string>(['exhibit.account', ...Object.keys(jobs), ...Object.keys(rights), ...settingKeys]);
  const found = (await readMigrations()).flatMap((file) => [...file.text.matchAll(/'([a-z_]+\.[a-z_]+)'/g)].map(([, word]) => word ?? ''));
  const written = [...new Set(found)].filter((word) => !others.has(word));
  expect(written.length).toBeGreaterThan(5);
  expect(written.filter((word) => !(word in actions))).toEqual([]);
});

test('every action is named as what happened, with a label that names no verdict', () => {
  for (const [action, label] of Object.entries(actions)) {
    expect(action).toMatch(/^[a-z_]+(\.[a-z_]+)?$/);
    expect(label).not.toMatch(/authentic|verified|admissible|fake/i);
  }
});

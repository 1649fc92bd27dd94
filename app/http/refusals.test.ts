import { expect, it } from 'vitest';
import { english } from '#app/i18n/english.ts';
import { refusals } from './refusals.ts';

it.each(Object.entries(refusals))(
  '%s has a title, a sentence and a status that says whose fault it is',
  (_key, { status, title, text }) => {
    expect(english[title]).toMatch(/^[A-Z].*[^.]$/);
    expect(english[text]).toMatch(/^[A-Z].*\.$/s);
    expect(status).toBeGreaterThanOrEqual(400);
  },
);

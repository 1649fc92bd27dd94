import { describe, expect, it } from 'vitest';
import { sectionNames, type Sections } from './draft/content.ts';
import { countNeeded, nextPath, readTasks } from './tasks.ts';

const nothing = { sections: {} as Sections, hasStatement: false };
const interval = { from: '2026-01-03T05:00:00Z', to: '2026-01-04T05:00:00Z' };
const needed: Sections = {
  what: { narrative: 'x' },
  when: { date: '2026-01-03', about: false, zone: 'America/New_York', interval, precision: 'day' },
  where: { place: 'x', county: 'kings' },
  use: {
    notice: { version: 'texts-1', language: 'en', sha256: '0'.repeat(64) },
    sharing: { prosecutors: false, oversight: false, publicReport: false },
    showsReport: false,
  },
};
const stateOf = (content: typeof nothing, name: string) =>
  readTasks(content, { hasIncidents: true })
    .flatMap(({ tasks }) => tasks)
    .find((task) => task.name === name)?.state;

describe('the list', () => {
  it('has every page once, in the order of the form', () => {
    const names = readTasks(nothing, { hasIncidents: true }).flatMap(({ tasks }) => tasks.map(({ name }) => name));
    expect(names).toEqual(sectionNames);
  });
  it('leaves the events out where the office has published none', () => {
    const names = readTasks(nothing, { hasIncidents: false }).flatMap(({ tasks }) => tasks.map(({ name }) => name));
    expect(names).toEqual(sectionNames.filter((name) => name !== 'event'));
  });
  it('counts what is needed: what happened, when, where and the notice of use', () => {
    expect(countNeeded(nothing)).toBe(4);
    expect(countNeeded({ ...nothing, sections: { ...needed, where: undefined } })).toBe(1);
    expect(countNeeded({ ...nothing, sections: needed })).toBe(0);
  });
  it('a statement tells what happened as well as writing does', () => {
    // One that has arrived: a name in the draft alone, which this test once took for it, may be of an upload that broke off.
    const withoutWords = { sections: { ...needed, what: undefined }, hasStatement: true };
    expect(countNeeded(withoutWords)).toBe(0);
    expect(stateOf(withoutWords, 'what')).toBe('done');
  });
  it('a page about what happened that says nothing is not done', () => {
    const silent = { sections: { ...needed, what: { language: 'es' as const } }, hasStatement: false };
    expect(stateOf(silent, 'what')).toBe('needed');
    expect(countNeeded(silent)).toBe(1);
  });
});

describe('after a page', () => {
  it('comes the one that follows, answered or not, with the files among them', () => {
    expect(nextPath('what', nothing)).toBe('/report/conduct');
    expect(nextPath('where', { ...nothing, sections: { who: { people: [] } } })).toBe('/report/who');
    expect(nextPath('links', nothing)).toBe('/report/files');
  });
  it('the last leads to the check page, or to the list while something needed is left', () => {
    expect(nextPath('use', { ...nothing, sections: needed })).toBe('/report/check');
    expect(nextPath('use', nothing)).toBe('/report');
  });
});

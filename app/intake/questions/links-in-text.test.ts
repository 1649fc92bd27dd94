import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanLinksIn } from './links-in-text.ts';

describe('addresses within a text', () => {
  it.each([
    ['No address. 5.30/6.00, and/or a.m./p.m.', 'No address. 5.30/6.00, and/or a.m./p.m.'],
    ['See https://youtu.be/a?si=b.\nAnd (x.com/c/status/1?s=20)!', 'See https://youtu.be/a.\nAnd (x.com/c/status/1)!'],
    ['https://x.com/a?s=1,https://x.com/b?s=2;https://x.com/c', 'https://x.com/a,https://x.com/b;https://x.com/c'],
    ['link:https://me:pw@news.example/?utm_source=1&id=2', 'link:https://news.example/?id=2'],
    ['me@news.example https:// https://[', 'me@news.example https:// https://['],
    ['...youtu.be/a?si=S', '...youtu.be/a'],
    ['https://пример.рф/?fbclid=1&a=2', 'https://пример.рф/?a=2'],
    ['https://www.facebook.com/a?__cft__[0]=S&__tn__=R]', 'https://www.facebook.com/a]'],
    ['https://wiki.example/A_(b)?utm_source=1) c', 'https://wiki.example/A_(b)) c'],
    ['https://news.example/?u=https://x.com/a?s=1', 'https://news.example/?u=https://x.com/a'],
  ])('%j becomes %j', (text, expected) => {
    expect(cleanLinksIn(text)).toEqual({ text: expected, sharer: false });
  });
  it.each([
    [
      '看这个https://youtu.be/abc?si=XYZ他打了我，…https://x.com/a/status/1?s=20&t=Q他又来了',
      '看这个https://youtu.be/abc他打了我，…https://x.com/a/status/1他又来了',
    ],
    ['看youtu.be/a?si=S他', '看youtu.be/a他'],
    ['https://youtu.be/a?si=S—he hit me', 'https://youtu.be/a—he hit me'],
    ['https://youtu.be/a?si=S,then he ran', 'https://youtu.be/a,then he ran'],
    ['https://youtu.be/a?si=S.Then he ran', 'https://youtu.be/a.Then he ran'],
    ['https://youtu.be/a?si=S...he ran', 'https://youtu.be/a...he ran'],
    ['https://youtu.be/a?si=S!he ran', 'https://youtu.be/a!he ran'],
    ['https://youtu.be/a?si=S;he ran', 'https://youtu.be/a;he ran'],
    ['https://youtu.be/a?si=S:he ran', 'https://youtu.be/a:he ran'],
    ['https://youtu.be/a?si=S?he ran', 'https://youtu.be/a?he ran'],
    ['https://youtu.be/a?si=S&he ran', 'https://youtu.be/a&he ran'],
    ['https://youtu.be/a?si=S(he ran)', 'https://youtu.be/a(he ran)'],
    ['(https://youtu.be/a?si=S)he ran', '(https://youtu.be/a)he ran'],
    ['[https://youtu.be/a?si=S](https://youtu.be/a?si=S)', '[https://youtu.be/a](https://youtu.be/a)'],
    ['**https://youtu.be/a?si=S**', '**https://youtu.be/a**'],
    ['<https://youtu.be/a?si=S>he', '<https://youtu.be/a>he'],
    ['is it on x.com?Yes', 'is it on x.com?Yes'],
  ])('loses no word that stands right behind one: %j', (text, expected) => {
    expect(cleanLinksIn(text)).toEqual({ text: expected, sharer: false });
  });
  it('keeps every byte outside them, whatever stands there without a blank', () => {
    const address = fc.constantFrom(
      ['https://youtu.be/abc?si=XYZ', 'https://youtu.be/abc'],
      ['HTTP://x.com/a/status/1?s=20&t=Q_-1', 'HTTP://x.com/a/status/1'],
      ['https://www.facebook.com/a?v=1&__cft__[0]=AZ&__tn__=R', 'https://www.facebook.com/a?v=1'],
      ['https://me:pw@news.example/a?id=1&amp;fbclid=2#top', 'https://news.example/a?id=1#top'],
    );
    // The first character can be none of an address; after it anything that makes none by itself.
    const first = fc.oneof(
      fc.constantFrom(...' \n,"<>|])\\^`{}他—…，。،é»ſ\u212A\u200B\u0301'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((one) => one > '\u007F'),
    );
    const words = fc.tuple(
      first,
      fc.string({ unit: 'binary', maxLength: 12 }).filter((some) => !/[/?#]/.test(some)),
    );
    const piece = fc.tuple(
      address,
      fc.option(
        words.map((both) => both.join('')),
        { nil: '' },
      ),
    );
    fc.assert(
      fc.property(words, fc.array(piece, { maxLength: 5 }), (before, pieces) => {
        const written = (which: 0 | 1) => before.join('') + pieces.map(([one, behind]) => one[which] + behind).join('');
        expect(cleanLinksIn(written(0))).toEqual({ text: written(1), sharer: false });
      }),
      { numRuns: 2_000 },
    );
  });
  it('takes nothing but characters of addresses, whatever the text', () => {
    const some = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.constantFrom('https://', 'youtu.be/a', 'x.com', '?si=', '&t=', '#', '/', 'S', '他', '—', ',', ']', '[0]', '@', ':', ' '),
    );
    const words = (text: string) => text.replaceAll(/[A-Za-z0-9._~:/?#@!$&'()*+;=%[\]-]/g, '');
    fc.assert(
      fc.property(fc.array(some, { maxLength: 20 }), (parts) => {
        expect(words(cleanLinksIn(parts.join('')).text)).toBe(words(parts.join('')));
      }),
      { numRuns: 2_000 },
    );
  });
  it.each([
    ['https://youtu.be/a?si=S--he ran'],
    ['https://www.youtube.com/redirect?q=https://news.example/?a=1&redir_token=S'],
    ['https://youtu.be/a?si=https://x.com/b'],
  ])('asks for another form of %j, where words and marks cannot be told apart', (text) => {
    expect(cleanLinksIn(text).sharer).toBe(true);
  });
  it.each([
    ...[
      'see https://vm.tiktok.com/ZMa/.',
      'vm.tiktok.com/ZMa',
      '(www.facebook.com/share/p/1)',
      'ok,https://t.co/a',
      '看vm.tiktok.com/ZMa他',
    ],
    ...[
      'vm.tiktok.com:443/ZMa',
      'vm.tiktok.com./ZMa',
      'me@vm.tiktok.com/ZMa',
      '//vm.tiktok.com/ZMa',
      '--vm.tiktok.com/ZMa',
      'hxxps://t.co/a',
    ],
    ...['https://youtu.be/a?v=1/https://vm.tiktok.com/ZMa', 'https://youtu.be/a|https://vm.tiktok.com/ZMa'],
  ])('%j holds a share link', (text) => {
    expect(cleanLinksIn(text)).toEqual({ text, sharer: true });
  });
  it('takes any text, changes none without an address, and takes as long as the text is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        fc.pre(!/[/?#]/.test(text));
        expect(cleanLinksIn(text)).toEqual({ text, sharer: false });
      }),
    );
    for (const text of [
      'a.'.repeat(2_500),
      '.'.repeat(5_000),
      'a'.repeat(5_000),
      'https://'.repeat(625),
      ',https://a'.repeat(500),
      'a--'.repeat(1_700),
      'https://a/?' + '?'.repeat(5_000),
    ]) {
      const start = performance.now();
      cleanLinksIn(text);
      expect(performance.now() - start).toBeLessThan(1_000);
    }
  });
});

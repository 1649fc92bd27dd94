import { expect, test } from 'vitest';
import { refuseName } from './zip-format.ts';
import { derivativePath, exactBytes, extensionOf, groupHash, nativePath, reportPath, toolOutputPath, visibleText } from './names.ts';

test('a native has the extension of its content, and bin where that is unknown or would run', () => {
  expect(nativePath(1, 'video/quicktime')).toBe('data/NATIVES/EVP00000001.mov');
  expect(nativePath(123456789, 'image/jpeg')).toBe('data/NATIVES/EVP123456789.jpg');
  for (const type of [null, '', 'application/x-msdownload', 'application/octet-stream', 'constructor', '../../x'])
    expect(extensionOf(type)).toBe('bin');
});

test('no name that goes into a path can leave it', () => {
  const paths = [
    reportPath('../../etc/passwd'),
    toolOutputPath('../ExifTool\u0000', 1, 1, true),
    derivativePath(1, { kind: '../x', ordinal: 2, type: 'image/webp' }),
  ];
  expect(paths).toEqual([
    'data/TEXT/REPORT_______etc_passwd.txt',
    'metadata/___exiftool_/EVP00000001-2.json',
    'data/VIEWING/EVP00000001____x-3.webp',
  ]);
  expect(paths.map(refuseName)).toEqual([null, null, null]);
});

test('what would mislead the eye is written out, and what people write stays', () => {
  expect(visibleText('IMG_\u202Egpj.exe')).toBe('IMG_⟨U+202E⟩gpj.exe');
  expect(visibleText('a\u0000\u0007\n\u200B\uFEFF\u2066\u00AD\u{E0041}b')).toBe(
    'a⟨U+0000⟩⟨U+0007⟩⟨U+000A⟩⟨U+200B⟩⟨U+FEFF⟩⟨U+2066⟩⟨U+00AD⟩⟨U+E0041⟩b',
  );
  const spelt = 'می‌خواهم ক্‍ষ שלום 한국어 中文 é';
  expect(visibleText(spelt)).toBe(spelt);
});

test('hashes come in groups and sizes exactly', () => {
  expect(groupHash('0123456789abcdef')).toBe('01234567 89abcdef');
  expect([exactBytes(1), exactBytes(5_368_709_121)]).toEqual(['1 byte', '5,368,709,121 bytes']);
});

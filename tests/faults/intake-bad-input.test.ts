/** Bad input and what it gets: a clear sentence in the page, the right status, nothing lost, nothing in the log. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import { multipart, Witness } from '#tests/support/witness.ts';
import { eventually, openWorld, type World } from '#tests/support/world.ts';

/** The address of every page of the console, read from its routes: `cases.$id.tsx` is `/cases/1`. The two that stand for "first page" and "anything else" are left out. */
const consolePaths = readdirSync(new URL('../../app/review/routes', import.meta.url))
  .map(
    (file) =>
      `/${file
        .replace(/\.tsx?$/, '')
        .replace(/\._index$/, '')
        .replaceAll('.', '/')
        .replace('$id', '1')}`,
  )
  .filter((path) => path !== '/_index' && path !== '/$');

let world: World;
let intake: RunningProcess;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const MiB = 1024 ** 2;

beforeAll(async () => {
  world = await openWorld({ name: 'bad-input' });
  await world.superSql`insert into settings (key, version, value) values ('intake.refusedTypes', 2, '["exe"]'), ('intake.maxThroughServerBytes', 2, ${String(6 * MiB)}::text::jsonb),
    ('intake.maxFileBytes', 2, ${String(20 * MiB)}::text::jsonb), ('intake.maxFiles', 2, '4'::jsonb)`;
  intake = await startProcess(world, 'intake');
});
afterAll(async () => {
  await intake.stop();
  await world.close();
});

async function witnessWithDraft(): Promise<Witness> {
  const witness = new Witness(world.installation.origins.intake);
  await witness.begin();
  return witness;
}

describe('text', () => {
  test('20,000 characters of Arabic come back on the check page and in the record as they were written', async () => {
    const witness = await witnessWithDraft();
    const narrative = 'شاهدتُ ثلاثة رجال '.repeat(1_200).slice(0, 19_999).concat('م');
    await witness.answer(narrative);
    expect((await witness.get('/report/check')).text).toContain(narrative);
    await witness.handIn();
    const { reference } = await witness.receipt();
    const [row] = await world.superSql<{ narrative: string }[]>`
      select answers #>> '{what,narrative}' as narrative from submission_versions v join submissions s on s.id = v.submission_id where s.reference = ${reference}`;
    expect(row?.narrative).toBe(narrative);
  });
  test('too long is said with the number, and all of it is still in the field', async () => {
    const witness = await witnessWithDraft();
    const long = `${'word '.repeat(4_000)}end`;
    const answer = await witness.post('/report/what', { narrative: long });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('3 characters too long');
    expect(answer.text).toContain(long);
  });
  test('NUL is taken out and said, HTML stays text', async () => {
    const witness = await witnessWithDraft();
    const answer = await witness.post('/report/what', { narrative: 'one\0two <script>alert(1)</script>' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('hidden character');
    expect(answer.text).toContain('onetwo &lt;script&gt;');
  });
  test('a form far over any page gets a page, not a cut connection', async () => {
    const witness = await witnessWithDraft();
    const answer = await witness.post('/report/what', { narrative: 'x'.repeat(3 * MiB) });
    expect(answer.status).toBe(413);
    expect(answer.text).toContain('too large');
  });
  test('a body that is no form is told so', async () => {
    const witness = await witnessWithDraft();
    expect((await witness.json('/report/what', { narrative: 'x' })).status).toBe(400);
  });
});

describe('drafts', () => {
  test('an expired one gets a clear page with what was just typed, so that it can be copied', async () => {
    const witness = await witnessWithDraft();
    await world.superSql`update drafts set expires_at = clock_timestamp() where id::text = ${witness.cookie.slice(6, 42)}`;
    const typed = 'A long text that took an hour to write on a small phone';
    const answer = await witness.post('/report/what', { narrative: typed });
    expect(answer.status).toBe(410);
    expect(answer.text).toContain('no longer here');
    expect(answer.text).toContain(typed);
    expect((await witness.get('/report')).status).toBe(410);
    expect((await witness.get('/')).status).toBe(200);
  });
  test('another’s id with a key of one’s own is the same as none', async () => {
    const [mine, other] = [await witnessWithDraft(), await witnessWithDraft()];
    mine.cookie = `${other.cookie.slice(0, 42)}${mine.cookie.slice(42)}`;
    expect((await mine.get('/report')).status).toBe(410);
    mine.cookie = 'draft=nonsense';
    expect(await mine.get('/report')).toMatchObject({ status: 302, location: '/' });
  });
  test('handing in with something missing names it and keeps the rest', async () => {
    const witness = await witnessWithDraft();
    await witness.post('/report/what', { narrative: 'kept' });
    const answer = await witness.handIn();
    expect(answer.status).toBe(422);
    for (const text of ['Say when it happened', 'Say where it happened', 'Read what we may do']) expect(answer.text).toContain(text);
    expect(answer.text).toContain('kept');
  });
});

describe('coming back', () => {
  test('an unknown reference and a wrong passphrase get the same page', async () => {
    const witness = await witnessWithDraft();
    await witness.answer();
    await witness.handIn();
    const { reference, passphrase } = await witness.receipt();
    const wrong = await witness.post('/follow', { reference, passphrase: 'seven words that are not the right ones' });
    const unknown = await witness.post('/follow', { reference: 'EX-0000-0000', passphrase });
    expect(wrong.status).toBe(404);
    expect(wrong.text.replaceAll(reference, '#')).toBe(unknown.text.replaceAll('EX-0000-0000', '#'));
    expect(wrong.text).not.toContain('seven words that');
    const found = await witness.post('/follow', {
      reference: reference.toLowerCase().replaceAll('-', ' '),
      passphrase: ` ${passphrase.toUpperCase()}`,
    });
    expect(found).toMatchObject({ status: 303, location: '/follow/report' });
    const page = await witness.get('/follow/report');
    expect(page.status).toBe(200);
    expect(page.text).toContain('What the witness saw');
  });
});

describe('from outside', () => {
  test('a cross-site POST with ?_data= gets 403 and changes nothing', async () => {
    const witness = await witnessWithDraft();
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': 'none' }]) {
      const answer = await witness.send('/report/what?_data=routes%2Freport.what', {
        method: 'POST',
        body: new URLSearchParams({ narrative: 'forged' }),
        headers,
      });
      expect(answer.status).toBe(403);
    }
    expect((await witness.get('/report/what')).text).not.toContain('forged');
  });
  test('data requests are no pages', async () => {
    const witness = await witnessWithDraft();
    expect((await witness.get('/report/check?_data=routes%2Freport.check')).status).toBe(404);
  });
  test.each([...consolePaths, '/admin', '/__manifest', '/assets/nothing.js'])('%s is not found, by GET and POST', async (path) => {
    const witness = new Witness(world.installation.origins.intake);
    expect((await witness.get(path)).status).toBe(404);
    expect((await witness.post(path, {})).status).toBe(404);
  });
});

describe('files through the server', () => {
  test('empty, refused and too large ones are named, each with its reason; the good one is kept', async () => {
    const witness = await witnessWithDraft();
    const answer = await witness.postFiles([
      { name: 'empty.mov', bytes: Buffer.alloc(0) },
      { name: 'photo\u202Egpj.exe', bytes: Buffer.from('MZ') },
      { name: 'large.mp4', bytes: randomBytes(7 * MiB) },
      { name: 'good.jpg', bytes: randomBytes(1_000) },
    ]);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('empty.mov: This file has nothing in it');
    expect(answer.text).toContain('photo[U+202E]gpj.exe: This office does not take');
    expect(answer.text).toContain('large.mp4: This file is larger than 6 MB');
    expect((await witness.get('/report/files')).text).toContain('good.jpg');
    expect((await witness.get('/report/files')).text).not.toContain('large.mp4');
  });
  test('one more than a report holds is refused, the others are kept', async () => {
    const witness = await witnessWithDraft();
    const answer = await witness.postFiles(Array.from({ length: 5 }, (_, index) => ({ name: `${index}.jpg`, bytes: randomBytes(100) })));
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('4.jpg: A report can hold 4 files');
    expect((await witness.get('/report/files')).text.match(/data-name/g)).toHaveLength(5); // four, and the script's template
  });
  test('a body cut short keeps what was whole and throws away the rest', async () => {
    const witness = await witnessWithDraft();
    const body = multipart([
      { name: 'whole.jpg', bytes: randomBytes(50_000) },
      { name: 'cut.mp4', bytes: randomBytes(3 * MiB) },
    ]);
    const answer = await witness.postMultipart(body.subarray(0, 2 * MiB));
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('did not arrive whole');
    const page = (await witness.get('/report/files')).text;
    expect(page).toContain('whole.jpg');
    expect(page).not.toContain('cut.mp4');
  });
  test('a connection that breaks in the middle leaves nothing unfinished behind', async () => {
    const witness = await witnessWithDraft();
    const { port } = new URL(witness.origin);
    const body = multipart([{ name: 'broken.mp4', bytes: randomBytes(5 * MiB) }]);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write(
      `POST /report/files HTTP/1.1\r\nHost: x\r\nCookie: ${witness.cookie}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: multipart/form-data; boundary=witness-boundary\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    socket.write(body.subarray(0, 2 * MiB));
    const draft = witness.cookie.slice(6, 42);
    const states = async () =>
      (await world.superSql<{ state: string }[]>`select state from uploads where draft_id = ${draft}`).map(({ state }) => state);
    await eventually('the file is on its way', async () => (await states()).includes('uploading'));
    socket.resetAndDestroy();
    await eventually('it was given up', async () => (await states()).every((state) => state === 'abandoned'));
  });
  test.each([
    ['no boundary', 'multipart/form-data', 'x'],
    ['no form in it', 'multipart/form-data; boundary=b', 'hello'],
    [
      'nothing chosen',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--b--\r\n',
    ],
  ])('malformed: %s gets a sentence', async (_what, contentType, body) => {
    const witness = await witnessWithDraft();
    const answer = await witness.send('/report/files', { method: 'POST', body, headers: { 'content-type': contentType } });
    expect([400, 422]).toContain(answer.status);
    expect(answer.text).toMatch(/did not arrive whole|Choose at least one file/);
  });
  test('a name with NUL and direction marks is kept without the NUL, and shown with the marks written out', async () => {
    const witness = await witnessWithDraft();
    await witness.postFiles([{ name: 'a\u202Eb\u0000c 👩‍👩‍👧 صورة.jpg', bytes: randomBytes(10) }]);
    expect((await witness.get('/report/files')).text).toMatch(/a\[U\+202E\]bc? ?.*صورة\.jpg/);
  });
});

describe('what is typed beside files', () => {
  const photo = [{ name: 'plate.jpg', bytes: randomBytes(1_000) }];
  const words = { caption: 'Van, side', device: 'my old phone' }; // short ones too
  async function withFile(): Promise<{ witness: Witness; upload: string; draft: string }> {
    const witness = await witnessWithDraft();
    await witness.postFiles(photo);
    const draft = witness.cookie.slice(6, 42);
    const [row] = await world.superSql<{ id: string }[]>`select id from uploads where draft_id = ${draft}`;
    return { witness, draft, upload: row?.id ?? '' };
  }
  const fieldsOf = (upload: string) => ({ [`caption.${upload}`]: words.caption, [`device.${upload}`]: words.device, go: 'on' });
  const uploadsOf = async (draft: string) =>
    Number((await world.superSql`select count(*) from uploads where draft_id = ${draft} and state <> 'abandoned'`)[0]?.count);

  test.each(['/report/files', '/report/statement'])(
    'is shown when the draft of %s has ended meanwhile, and no file is kept',
    async (path) => {
      const { witness, draft, upload } = await withFile();
      await world.superSql`update drafts set expires_at = clock_timestamp() where id = ${draft}`;
      const before = await uploadsOf(draft);
      const answer = await witness.postMultipart(multipart([{ name: 'long.mp4', bytes: randomBytes(3 * MiB) }], fieldsOf(upload)), path);
      expect(answer.status).toBe(410);
      expect(answer.text).toContain('no longer here');
      for (const text of Object.values(words)) expect(answer.text).toContain(`>${text}</textarea>`);
      expect(await uploadsOf(draft)).toBe(before);
    },
  );
  test('is shown to a browser that has no draft at all', async () => {
    const { upload } = await withFile();
    const answer = await new Witness(world.installation.origins.intake).postMultipart(multipart(photo, fieldsOf(upload)));
    expect(answer.status).toBe(410);
    for (const text of Object.values(words)) expect(answer.text).toContain(`>${text}</textarea>`);
  });
  test('in another tab while a form that does not ask for it was on its way stays', async () => {
    const { witness, upload, draft } = await withFile();
    const body = multipart([{ name: 'slow.mp4', bytes: randomBytes(3 * MiB) }], { go: 'on' });
    let more: ReadableStreamDefaultController<Uint8Array> | undefined;
    const slow = witness.send('/report/files', {
      method: 'POST',
      body: new ReadableStream<Uint8Array>({ start: (controller) => (more = controller).enqueue(body.subarray(0, 2 * MiB)) }),
      headers: { 'content-type': 'multipart/form-data; boundary=witness-boundary', 'content-length': String(body.length) },
      duplex: 'half',
    } as RequestInit);
    await eventually('the file is on its way', async () => (await uploadsOf(draft)) === 2);
    await witness.postMultipart(multipart([], fieldsOf(upload)));
    more?.enqueue(body.subarray(2 * MiB));
    more?.close();
    expect((await slow).status).toBe(303);
    const page = (await witness.get('/report/files')).text;
    for (const text of Object.values(words)) expect(page).toContain(`value="${text}"`);
  });
  test('is kept when a file after it is cut short', async () => {
    const { witness, upload } = await withFile();
    const { [`caption.${upload}`]: caption = '' } = fieldsOf(upload);
    const field = multipart([], { [`caption.${upload}`]: caption });
    const body = Buffer.concat([
      field.subarray(0, field.lastIndexOf('--witness')),
      multipart([{ name: 'cut.mp4', bytes: randomBytes(2 * MiB) }]),
    ]);
    const answer = await witness.postMultipart(body.subarray(0, MiB));
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('did not arrive whole');
    expect((await witness.get('/report/files')).text).toContain(`value="${caption}"`);
  });
});

describe('files straight to the store', () => {
  const askFor = (witness: Witness, size: number, name: string, upload: string = randomUUID()) =>
    witness.json('/report/files/create', { upload, name, size });
  async function create(witness: Witness, size: number, name = 'video.mp4'): Promise<{ upload: string; partSize: number }> {
    return JSON.parse((await askFor(witness, size, name)).text) as { upload: string; partSize: number };
  }
  async function sendPart(witness: Witness, upload: string, part: number, bytes: Buffer, instead: Buffer = bytes): Promise<number> {
    const signed = await witness.json('/report/files/sign', { upload, part, size: bytes.length, sha256: sha256(bytes) });
    const { url, headers } = JSON.parse(signed.text) as { url: string; headers: Record<string, string> };
    return (await fetch(url, { method: 'PUT', headers, body: new Uint8Array(instead) })).status;
  }

  test('a part with other bytes is refused by the store itself, and the file is not complete without it', async () => {
    const witness = await witnessWithDraft();
    const bytes = randomBytes(1_000);
    const { upload } = await create(witness, bytes.length);
    expect(await sendPart(witness, upload, 1, bytes, randomBytes(1_000))).toBe(400);
    const early = await witness.json('/report/files/complete', { upload, sha256: sha256(bytes), parts: [sha256(bytes)] });
    expect(early).toMatchObject({ status: 200, text: JSON.stringify({ stored: false, missing: [1] }) });
    const other = sha256(randomBytes(1_000));
    const told = await witness.json('/report/files/complete', { upload, sha256: sha256(bytes), parts: [other] });
    expect(told.status).toBe(409);
    expect(told.text).toContain('Choose the file again');
    expect(await sendPart(witness, upload, 1, bytes)).toBe(200);
    for (let again = 0; again < 3; again += 1) {
      expect((await witness.json('/report/files/complete', { upload, sha256: sha256(bytes), parts: [sha256(bytes)] })).status).toBe(200);
    }
    const events = await world.superSql`select from custody_events where item = ${upload}`;
    expect(events).toHaveLength(1);
  });
  test('completing is found again when the store did it and we never heard', async () => {
    const witness = await witnessWithDraft();
    const bytes = randomBytes(2_000);
    const { upload } = await create(witness, bytes.length);
    await sendPart(witness, upload, 1, bytes);
    const [row] = await world.superSql<
      { key: string; id: string }[]
    >`select object_key as key, store_upload_id as id from uploads where id = ${upload}`;
    const { completeMultipart, listParts } = await import('#infra/store/multipart.ts');
    const where = { bucket: 'quarantine', key: row?.key ?? '', uploadId: row?.id ?? '' } as const;
    const { versionId } = await completeMultipart(world.store('intake'), {
      ...where,
      parts: await listParts(world.store('intake'), where),
    });
    expect((await witness.json('/report/files/complete', { upload, sha256: sha256(bytes), parts: [sha256(bytes)] })).status).toBe(200);
    const [stored] = await world.superSql<{ version: string }[]>`select version_id as version from uploads where id = ${upload}`;
    expect(stored?.version).toBe(versionId);
  });
  test('limits, kinds and strangers’ uploads are refused before a byte travels', async () => {
    const witness = await witnessWithDraft();
    expect(await askFor(witness, 21 * MiB, 'a.mp4')).toMatchObject({ status: 413 });
    expect(await askFor(witness, 1, 'a.exe')).toMatchObject({ status: 415 });
    expect(await askFor(witness, 0, 'a.mp4')).toMatchObject({ status: 422 });
    expect(await askFor(witness, -1, 'a.mp4')).toMatchObject({ status: 400 });
    expect(await askFor(witness, 1, 'a.mp4', 'no-uuid')).toMatchObject({ status: 400 });
    const { upload } = await create(await witnessWithDraft(), 100);
    expect(await askFor(witness, 100, 'a.mp4', upload)).toMatchObject({ status: 410 });
    const part = { part: 1, size: 100, sha256: sha256(Buffer.alloc(100)) };
    expect(await witness.json('/report/files/sign', { upload, ...part })).toMatchObject({ status: 410 });
    expect(await witness.json('/report/files/sign', { upload: randomUUID(), ...part })).toMatchObject({ status: 410 });
    const own = await create(witness, 100);
    expect(await witness.json('/report/files/sign', { upload: own.upload, ...part, size: 99 })).toMatchObject({ status: 409 });
    expect(await witness.json('/report/files/sign', { upload: own.upload, ...part, part: 2 })).toMatchObject({ status: 409 });
  });
  test('a statement tells what happened once it has arrived, on every page, and not before', async () => {
    const witness = await witnessWithDraft();
    const [bytes, upload] = [randomBytes(1_000), randomUUID()];
    await witness.json('/report/files/create', { upload, name: 'told.webm', size: bytes.length, role: 'statement' });
    const says = async (path: string, text: string) => (await witness.get(path)).text.includes(text);
    const there = async () => [
      await says('/report/what', 'Your files hold a statement'),
      !(await says('/report/check', 'Write or record what happened')),
      (await witness.post('/report/what', { language: 'es' })).status === 302,
      (await witness.post('/report/use', { read: 'yes' })).location === '/report/check',
    ];
    await witness.post('/report/when', { 'day-month': '1', 'day-day': '3', 'day-year': '2026', zone: 'America/New_York' });
    await witness.post('/report/where', { place: 'Roosevelt Ave', county: 'queens' });
    expect(await there()).toEqual([false, false, false, false]);
    await sendPart(witness, upload, 1, bytes);
    await witness.json('/report/files/complete', { upload, sha256: sha256(bytes), parts: [sha256(bytes)] });
    expect(await there()).toEqual([true, true, true, true]);
    await witness.json('/report/files/remove', { upload });
    expect(await there()).toEqual([false, false, false, false]);
  });
  test('a file without its last byte is not handed in, and the report is', async () => {
    const witness = await witnessWithDraft();
    await witness.answer();
    await create(witness, 1_000, 'never-arrived.mp4');
    expect((await witness.get('/report/check')).text).toContain('Files that are not finished');
    expect((await witness.handIn()).status).toBe(422); // it may still be on its way: the witness decides
    expect(await witness.post('/report/check', { truth: 'yes', without: 'yes' })).toMatchObject({
      status: 303,
      location: '/report/receipt',
    });
    const { reference } = await witness.receipt();
    const files = await world.superSql`select from files f join submissions s on s.id = f.submission_id where s.reference = ${reference}`;
    expect(files).toHaveLength(0);
  });
});

test('nothing of all this is in the log: no text, name, secret, address or query', () => {
  expect(intake.logs()).toContain('"route":"/report/what"');
  expect(intake.logs()).not.toMatch(/witness saw|forged|video|\.mp4|passphrase|EX-|%2F|_data|\?|127\.0\.0\.1|node\b/i);
});

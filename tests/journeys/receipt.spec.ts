/** The receipt: what a witness takes away, on paper, as files and by mail; and what is left of it afterwards. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Page } from 'playwright';
import { expect, test } from '#tests/support/browser.ts';
import { follow, readReceipt } from '#tests/support/intake.ts';
import { openMailServer, openRudeServer } from '#tests/support/mail.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import { fontsOf, handedIn, pagesOf, takeOver } from '#tests/support/receipt.ts';

const photo = { name: 'IMG_\u202Egpj.exe #panic(1) $x$ *b*', bytes: Buffer.from('bytes of a photo') };
const video = { name: 'مقطع فيديو.mp4', bytes: Buffer.alloc(1234, 7) };
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const inDigits = /^\d{4}(?: \d{4})+$/;

async function openReceipt(context: BrowserContext, origin: string): Promise<Page> {
  await takeOver(context, await handedIn(origin, [photo, video]));
  const page = await context.newPage();
  await page.goto(`${origin}/report/receipt`);
  await expect(page.getByRole('heading', { level: 1, name: 'We have your report' })).toBeVisible();
  return page;
}

async function downloaded(page: Page, press: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [file] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** A PDF breaks lines where it likes. */
const flat = (text: string | undefined): string => (text ?? '').replaceAll(/\s+/g, '');

/** What a sheet says beside its secret: the words of a passphrase are drawn from a list that has "report", "office" and "index" in it. */
const beside = (secret: string, sheet: string | undefined): string => flat(sheet).replace(flat(secret), '');

test.describe('an office without a mail server', () => {
  let intake: RunningProcess;
  let origin: string;
  test.beforeAll(async ({ world }) => {
    intake = await startProcess(world, 'intake');
    origin = world.installation.origins.intake;
  });
  test.afterAll(() => intake.stop());

  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? 'with' : 'without';

    test(`reference and passphrase are shown, printed and saved apart from each other, ${how} JavaScript`, async ({ browser }) => {
      const context = await browser.newContext({ javaScriptEnabled });
      const page = await openReceipt(context, origin);
      const { reference, passphrase } = await readReceipt(page);
      const digits = {
        reference: await page.locator('#reference-digits').innerText(),
        passphrase: await page.locator('#passphrase-digits').innerText(),
      };
      expect(digits.reference).toMatch(inDigits);
      expect(digits.passphrase.split(' ')).toHaveLength(7);
      const secrets = { reference, passphrase };

      // On paper: three sheets of the page itself, and one of each page of its own.
      await page.emulateMedia({ media: 'print' });
      for (const hidden of ['Finish and clear this browser', 'Leave quickly', 'Make the PDF'])
        await expect(page.getByRole('button', { name: hidden })).toBeHidden();
      const sheets = pagesOf(await page.pdf({ format: 'Letter' }));
      expect(sheets.map((sheet) => [sheet.includes(reference), flat(sheet).includes(flat(passphrase))])).toEqual([
        [true, false],
        [false, true],
        [true, false],
      ]);
      // Who finds one does not learn what it opens.
      expect(beside(reference, sheets[0])).not.toMatch(/report|attorney|office/i);
      expect(beside(passphrase, sheets[1])).not.toMatch(/report|attorney|office/i);
      expect(flat(sheets[2])).toContain(sha256(photo.bytes));
      expect(sheets[2]).toContain('Office of the New York State Attorney General');
      await page.emulateMedia({ media: 'screen' });

      for (const kind of ['reference', 'passphrase'] as const) {
        const other = kind === 'reference' ? passphrase : reference;
        await page.goto(`${origin}/report/receipt`);
        await page.getByRole('link', { name: kind === 'reference' ? 'Reference number alone' : 'Passphrase alone' }).click();
        await expect(page.locator(`#${kind}`)).toHaveText(secrets[kind]);
        expect(await page.content()).not.toContain(other);
        expect(await page.content()).not.toContain(kind === 'reference' ? digits.passphrase : digits.reference);
        await expect(page.getByRole('button', { name: 'Print this page' })).toBeVisible({ visible: javaScriptEnabled });
        await expect(page.getByText('use the menu of your browser')).toBeVisible({ visible: !javaScriptEnabled });
        await page.emulateMedia({ media: 'print' });
        const paper = pagesOf(await page.pdf({ format: 'Letter' }));
        await page.emulateMedia({ media: 'screen' });
        expect(paper).toHaveLength(1);
        expect(beside(secrets[kind], paper[0])).not.toMatch(/report|attorney|office/i);
        expect(flat(paper[0])).toContain(flat(secrets[kind]));
        expect(flat(paper[0])).not.toContain(flat(other));
        const file = await downloaded(page, () => page.getByRole('link', { name: 'as a text file' }).click());
        expect(file.name).toBe(`${kind}.txt`);
        const lines = file.bytes.toString('utf8').split('\r\n');
        expect(lines).toContain(secrets[kind]);
        expect(lines).toContain(digits[kind]);
        expect(file.bytes.toString('utf8')).not.toContain(other);
      }
      await context.close();
    });

    test(`the receipt as a PDF is without the passphrase unless asked, ${how} JavaScript`, async ({ browser }) => {
      const context = await browser.newContext({ javaScriptEnabled });
      const page = await openReceipt(context, origin);
      const { reference, passphrase } = await readReceipt(page);
      const head = await page.locator('#head').innerText();

      const make = () => page.getByRole('button', { name: 'Make the PDF' }).click();
      const plain = await downloaded(page, make);
      expect(plain.name).toBe('receipt.pdf');
      const [sheet, ...more] = pagesOf(plain.bytes);
      expect(more).toEqual([]);
      for (const word of [reference, head, sha256(photo.bytes), sha256(video.bytes), '1.2 kB (1,234 bytes)'])
        expect(flat(sheet)).toContain(flat(word));
      expect(flat(sheet)).toContain('IMG_⟨U+202E⟩gpj.exe#panic(1)$x$*b*'); // as text, with its trick written out
      expect(sheet).toMatch(/UTC \(world time\)/);
      expect(sheet).toMatch(/E[SD]T \(where it happened\)/);
      expect(plain.bytes.toString('latin1')).toMatch(/\/MarkInfo/); // tagged, for screen readers
      expect(flat(sheet)).not.toContain(flat(passphrase));

      await page.getByLabel('Put my passphrase in too').check();
      const both = await downloaded(page, make);
      const sheets = pagesOf(both.bytes);
      expect(sheets).toHaveLength(2);
      expect(flat(sheets[0])).not.toContain(flat(passphrase));
      expect(flat(sheets[1])).toContain(flat(passphrase));
      expect(beside(passphrase, sheets[1])).not.toMatch(/EX-|report|attorney|office/i);
      await page.getByLabel('Put my passphrase in too').uncheck();
      expect((await downloaded(page, make)).bytes.equals(plain.bytes)).toBe(true); // the same receipt, the same bytes
      await context.close();
    });

    test(`the receipt ends when the witness says that it is saved, or leaves quickly, ${how} JavaScript`, async ({ browser, world }) => {
      for (const way of ['saved', 'left'] as const) {
        const context = await browser.newContext({ javaScriptEnabled });
        await context.route('https://www.weather.gov/**', (route) => route.fulfill({ body: 'weather' }));
        const page = await openReceipt(context, origin);
        const { reference, passphrase } = await readReceipt(page);
        const [cookie] = await context.cookies(origin);
        await expect(page.getByText('“Leave quickly” ends this page too')).toBeVisible();
        if (way === 'saved') {
          await page.getByRole('button', { name: 'Finish and clear' }).click();
          await expect(page.getByRole('alert')).toContainText('Save them first');
          await page.getByLabel('I have saved my reference number').check();
          await page.getByRole('button', { name: 'Finish and clear' }).click();
          await expect(page.getByRole('heading', { name: 'Finished' })).toBeVisible();
        } else {
          await page.getByRole('button', { name: 'Leave quickly' }).click();
          await page.waitForURL('https://www.weather.gov/');
        }
        await expect
          .poll(async () => (await world.superSql`select from drafts where id = ${cookie?.value.split('.')[0] ?? ''}`).length)
          .toBe(0);
        await expect.poll(() => context.cookies(origin)).toEqual([]);
        for (const path of ['', '/reference', '/passphrase', '/passphrase.txt']) {
          // What kept a copy of the cookie is shown the way back to the report, and nothing of the receipt.
          const kept = { headers: { cookie: `draft=${cookie?.value}` }, redirect: 'manual' } as const;
          const over = await fetch(`${origin}/report/receipt${path}`, kept);
          expect([over.status, over.headers.get('location')]).toEqual([302, '/follow?over']);
          expect(over.headers.get('set-cookie')).toMatch(/^draft=;.*Max-Age=0/);
          expect(await over.text()).not.toMatch(new RegExp(`${reference}|${passphrase}`));
        }
        expect(await world.superSql`select from submissions where reference = ${reference}`).toHaveLength(1); // the report stays
        await context.close();
      }
    });
  }

  test('without a mail server no mail is offered, and none can be asked for', async ({ browser }) => {
    const context = await browser.newContext();
    const page = await openReceipt(context, origin);
    await expect(page.getByText('by e-mail')).toHaveCount(0);
    const witness = await handedIn(origin);
    expect((await witness.post('/report/receipt', { do: 'mail', email: 'a@example.org' })).status).toBe(400);
    await context.close();
  });

  test('the passphrase opens the follow-up page in digits of any script', async ({ browser }) => {
    const context = await browser.newContext();
    const page = await openReceipt(context, origin);
    const { reference } = await readReceipt(page);
    const digits = {
      reference: await page.locator('#reference-digits').innerText(),
      passphrase: await page.locator('#passphrase-digits').innerText(),
    };
    for (const zero of [0x30, 0x660, 0x6f0, 0x9e6]) {
      const typed = (text: string): string => text.replaceAll(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
      await follow(page, origin, { reference: typed(digits.reference), passphrase: typed(digits.passphrase) });
      await expect(page.getByRole('heading', { name: reference })).toBeVisible();
      await context.clearCookies();
    }
    await context.close();
  });

  for (const javaScriptEnabled of [true, false]) {
    test(`who comes back gets a proof of filing, on paper and as a PDF, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async ({
      browser,
    }) => {
      const context = await browser.newContext({ javaScriptEnabled });
      const page = await openReceipt(context, origin);
      const handed = await readReceipt(page);
      const head = await page.locator('#head').innerText();
      await context.clearCookies();
      await follow(page, origin, handed);
      await page.getByRole('link', { name: 'Proof that you filed this report' }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'Proof of filing' })).toBeVisible();
      await expect(page.locator('#head')).toHaveText(head);
      await expect(page.getByRole('listitem').filter({ hasText: 'The report, on' })).toContainText(head);
      const file = await downloaded(page, () => page.getByRole('button', { name: 'Make the PDF' }).click());
      expect(file.name).toBe('proof.pdf');
      await page.emulateMedia({ media: 'print' });
      for (const text of [pagesOf(file.bytes).join(), pagesOf(await page.pdf({ format: 'Letter' })).join()]) {
        for (const word of [
          'Office of the New York State Attorney General',
          handed.reference,
          head,
          sha256(photo.bytes),
          sha256(video.bytes),
        ])
          expect(flat(text)).toContain(flat(word));
        expect(text).not.toMatch(/Roosevelt|What the witness saw/); // when and that, not what
        expect(flat(text)).not.toContain(flat(handed.passphrase));
      }
      expect((await fetch(`${origin}/follow/proof`, { redirect: 'manual' })).status).toBe(302); // nobody else
      await context.close();
    });
  }

  test('in every language the PDF is made, in the letters of that language', async () => {
    const witness = await handedIn(origin, [photo, video]);
    const fonts: Record<string, RegExp> = {
      ar: /NotoNaskhArabic/,
      ur: /NotoNastaliqUrdu/,
      yi: /NotoSansHebrew/,
      bn: /NotoSansBengali/,
      'zh-Hans': /NotoSansCJKsc/,
      'zh-Hant': /NotoSansCJKtc/,
      ko: /NotoSansCJKkr/,
      ru: /NotoSans-/,
    };
    for (const [code, font] of Object.entries(fonts)) {
      const response = await fetch(`${origin}/report/receipt/pdf?lang=${code}`, {
        method: 'POST',
        body: new URLSearchParams({ withPassphrase: 'yes' }),
        headers: { cookie: witness.cookie, 'sec-fetch-site': 'same-origin' },
        redirect: 'manual',
      });
      expect(response.status, code).toBe(200);
      const pdf = Buffer.from(await response.arrayBuffer());
      expect(fontsOf(pdf), code).toMatch(font);
      expect(pagesOf(pdf)).toHaveLength(2);
    }
  });

  test('when many want a PDF at once the others are served meanwhile, and who must wait is told so', async () => {
    const witnesses = [];
    for (let nth = 0; nth < 14; nth += 1) witnesses.push(await handedIn(origin, nth === 0 ? [photo] : []));
    let slowest = 0;
    let isDone = false;
    const others = (async () => {
      while (!isDone) {
        const start = Date.now();
        expect((await fetch(`${origin}/`)).status).toBe(200);
        slowest = Math.max(slowest, Date.now() - start);
      }
    })();
    const answers = await Promise.all(witnesses.map((witness) => witness.post('/report/receipt/pdf')));
    isDone = true;
    await others;
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(9); // one at work, eight waiting
    const busy = answers.filter(({ status }) => status === 303);
    expect(busy.length).toBeGreaterThan(0);
    expect(new Set(busy.map(({ location }) => location))).toEqual(new Set(['/report/receipt?pdf=busy#pdf']));
    expect(slowest).toBeLessThan(1_500);
    const [same] = witnesses;
    if (!same) throw new Error('there are fourteen');
    const back = await same.get('/report/receipt?pdf=busy');
    expect(back.status).toBe(503);
    expect(back.text).toContain('Many people are making PDFs right now.');
    const twice = await Promise.all([1, 2].map(() => same.post('/report/receipt/pdf')));
    expect(twice.map(({ status }) => status).toSorted()).toEqual([200, 303]); // one report, one at a time
  });
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with' : 'without';
  test(`the reference goes by mail once, and the address is nowhere afterwards, ${how} JavaScript`, async ({ browser, world }) => {
    const mail = await openMailServer();
    await world.superSql`insert into settings (key, version, value)
      select 'intake.mail', max(version) + 1, '{"from": {"name": "Number Service", "address": "post@office.example"}}'::jsonb from settings where key = 'intake.mail'`;
    const intake = await startProcess(world, 'intake', { SMTP_URL: mail.url });
    const origin = world.installation.origins.intake;
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await openReceipt(context, origin);
    const { reference, passphrase } = await readReceipt(page);
    const address = `canary-${how}@example.org`;
    const field = page.getByLabel('E-mail address');

    await expect(page.getByText('The sender is “Number Service”. The subject is “Your reference number”.')).toBeVisible();
    await field.fill('canary');
    await page.getByRole('button', { name: 'Send the reference number' }).click();
    await expect(page.getByRole('alert')).toContainText('Write the e-mail address in full');
    await field.fill(address);
    await page.getByRole('button', { name: 'Send the reference number' }).click();
    await expect(page.getByText('We handed the reference number to the mail server.')).toBeVisible();
    await expect(field).toHaveCount(0);
    expect(await page.content()).not.toContain('canary');

    expect(mail.mails.map(({ from, to, greeting }) => ({ from, to, greeting }))).toEqual([
      { from: 'post@office.example', to: [address], greeting: 'office.example' },
    ]);
    const raw = mail.mails[0]?.raw ?? '';
    expect(raw).toContain(reference);
    expect(raw).toContain('Subject: Your reference number\r\n');
    expect(raw).not.toMatch(/misconduct|attorney|report|evidence|witness|https?:|localhost|127\.0\.0\.1/i);
    expect(flat(raw)).not.toContain(flat(passphrase));

    const again = new URLSearchParams({ do: 'mail', email: 'other@example.org' });
    const [cookie] = await context.cookies(origin);
    const refused = await fetch(`${origin}/report/receipt`, {
      method: 'POST',
      body: again,
      headers: { cookie: `draft=${cookie?.value}`, 'sec-fetch-site': 'same-origin' },
    });
    expect([refused.status, mail.mails.length]).toEqual([409, 1]);
    expect(await refused.text()).toContain('We cannot send another e-mail for this report.');

    const tables = await world.superSql<{ name: string }[]>`
      select format('%I.%I', schemaname, relname) as name from pg_stat_user_tables where schemaname in ('public', 'keys')`;
    for (const { name } of tables)
      expect(
        await world.superSql.unsafe(`select from ${name} t where t::text ilike '%canary%' or t::text like '%other@example.org%'`),
        name,
      ).toHaveLength(0);
    expect(intake.logs()).not.toMatch(/canary|other@example|office\.example/);
    expect(await (await fetch(`${intake.privateOrigin}/metrics`)).text()).not.toMatch(/canary|example/);
    await context.close();
    await intake.stop();
    await mail.close();
  });
}

test('every page of the receipt passes axe, fits a phone of 320 px, and is kept by nobody on the way', async ({ browser, world }) => {
  const mail = await openMailServer();
  const intake = await startProcess(world, 'intake', { SMTP_URL: mail.url });
  const origin = world.installation.origins.intake;
  const witness = await handedIn(origin, [photo, video]);
  for (const [colorScheme, language] of [
    ['light', 'en'],
    ['dark', 'ar'],
  ] as const) {
    const context = await browser.newContext({ colorScheme, viewport: { width: 320, height: 640 } });
    await takeOver(context, witness);
    const page = await context.newPage();
    const check = async (what: string): Promise<void> => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${what}: ${id} ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), `${what} scrolls sideways`).toBeLessThanOrEqual(320);
    };
    for (const path of ['', '/reference', '/passphrase', '?pdf=busy']) {
      const answer = await page.goto(`${origin}/report/receipt${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
      expect(answer?.headers()['cache-control']).toBe('no-store');
      if (path === '' || path === '?pdf=busy') await check(path); // the sheets are the same without mail: `tests/accessibility` looks at them
    }
    await page.goto(`${origin}/report/receipt?lang=${language}`);
    await page.locator('button[value="mail"]').click();
    await expect(page.getByRole('alert')).toBeFocused();
    await check('mail refused');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(page.locator('#email')).toBeFocused();
    await context.close();
  }
  for (const path of ['/reference.txt', '/passphrase.txt']) {
    const { headers } = await fetch(`${origin}/report/receipt${path}`, { headers: { cookie: witness.cookie } });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="(reference|passphrase)\.txt"$/);
  }
  await intake.stop();
  await mail.close();
});

test('a mail that was not sent is said to be not sent, and is tried again no more than twice', async ({ world }) => {
  const rude = await openRudeServer(['220 here', '250 here', '250 ok', '550 no such user']);
  const intake = await startProcess(world, 'intake', { SMTP_URL: rude.url });
  const witness = await handedIn(world.installation.origins.intake);
  const ask = () => witness.post('/report/receipt', { do: 'mail', email: 'nobody@example.org' });
  for (const _ of [1, 2, 3])
    expect(await ask()).toMatchObject({ status: 422, text: expect.stringContaining('does not take this address') });
  expect(await ask()).toMatchObject({ status: 409 });
  await intake.stop();
  await rude.close();

  const gone = await startProcess(world, 'intake', { SMTP_URL: rude.url });
  const other = await handedIn(world.installation.origins.intake);
  const answer = await other.post('/report/receipt', { do: 'mail', email: 'canary@example.org' });
  expect(answer).toMatchObject({ status: 503, text: expect.stringContaining('Nothing was sent.') });
  expect(gone.logs()).toContain('not sent');
  expect(gone.logs()).not.toContain('canary');
  await gone.stop();
});

test('two windows that ask for a mail at once get one', async ({ world }) => {
  const mail = await openMailServer();
  const intake = await startProcess(world, 'intake', { SMTP_URL: mail.url });
  const witness = await handedIn(world.installation.origins.intake);
  const answers = await Promise.all([1, 2, 3, 4].map(() => witness.post('/report/receipt', { do: 'mail', email: 'a@example.org' })));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 409, 409, 409]);
  expect(mail.mails).toHaveLength(1);
  await intake.stop();
  await mail.close();
});

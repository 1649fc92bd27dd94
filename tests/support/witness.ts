/** A witness without a browser: one cookie, forms posted as a browser posts them. For faults and bad input, where a page would only be in the way. */
const boundary = 'witness-boundary';

/** The body that a browser makes of chosen files and what is typed after them; written by hand so that tests can damage it. */
export function multipart(files: readonly { name: string; bytes: Uint8Array }[], fields: Record<string, string> = {}): Buffer {
  const typed = Object.entries(fields).map(([name, value]) =>
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  );
  const parts = files.flatMap(({ name, bytes }) => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
    ),
    bytes,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...parts, ...typed, Buffer.from(`--${boundary}--\r\n`)]);
}

export type Answer = { status: number; text: string; location: string | null };

export class Witness {
  readonly origin: string;
  cookie = '';

  constructor(origin: string) {
    this.origin = origin;
  }

  /** Follows no redirect. Takes over what `Set-Cookie` says. */
  async send(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(this.origin + path, {
      redirect: 'manual',
      ...init,
      headers: {
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...(init.method === 'POST' ? { 'sec-fetch-site': 'same-origin' } : {}),
        ...init.headers,
      },
    });
    const [cookie] = response.headers.getSetCookie();
    if (cookie !== undefined) this.cookie = cookie.includes('Max-Age=0') ? '' : (cookie.split(';')[0] ?? '');
    return { status: response.status, text: await response.text(), location: response.headers.get('location') };
  }

  get(path: string): Promise<Answer> {
    return this.send(path);
  }

  post(path: string, fields: Record<string, string> = {}): Promise<Answer> {
    return this.send(path, { method: 'POST', body: new URLSearchParams(fields) });
  }

  /** Files as a form sends them, through the server. */
  postFiles(files: readonly { name: string; bytes: Uint8Array }[]): Promise<Answer> {
    return this.postMultipart(multipart(files));
  }

  postMultipart(body: Buffer, path = '/report/files'): Promise<Answer> {
    return this.send(path, {
      method: 'POST',
      body: new Uint8Array(body),
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    });
  }

  json(path: string, body: object): Promise<Answer> {
    return this.send(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  }

  async begin(): Promise<void> {
    const { status } = await this.post('/report');
    if (status !== 303) throw new Error(`a report could not be started: ${status}`);
  }

  /** The four needed answers. */
  async answer(narrative = 'What the witness saw'): Promise<void> {
    await this.expect303('/report/what', { narrative });
    await this.expect303('/report/when', { 'day-month': '1', 'day-day': '3', 'day-year': '2026', zone: 'America/New_York' });
    await this.expect303('/report/where', { place: 'Roosevelt Ave', county: 'queens' });
    await this.expect303('/report/use', { read: 'yes', showsReport: 'yes' });
  }

  handIn(): Promise<Answer> {
    return this.post('/report/check', { truth: 'yes' });
  }

  async receipt(): Promise<{ reference: string; passphrase: string; head: string }> {
    const { text } = await this.get('/report/receipt');
    const pick = (id: string): string => new RegExp(`id="${id}"[^>]*>([^<]*)<`).exec(text)?.[1] ?? '';
    return { reference: pick('reference'), passphrase: pick('passphrase'), head: pick('head') };
  }

  async expect303(path: string, fields: Record<string, string>): Promise<void> {
    const { status } = await this.post(path, fields);
    if (status !== 302 && status !== 303) throw new Error(`${path} answered ${status}`);
  }
}

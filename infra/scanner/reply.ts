/** What clamd says, and what that means. Pure. Nothing but the exact words for "clean" is clean. */

export type Verdict = 'clean' | 'infected' | 'encrypted' | 'limits_exceeded' | 'too_large';
export type Meaning = { verdict: Verdict; finding: string | null };

/** Strings of clamd can end in NUL, and a signature's name is other people's text. */
export function plain(text: string): string {
  return text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 200);
}

/** The meaning of one whole reply to INSTREAM, or null when it is none we know: then nothing has been found out. */
export function meaningOf(reply: string): Meaning | null {
  const text = reply.replace(/[\0\r\n]+$/, '');
  if (text !== plain(text)) return null; // one line of printable ASCII, or it is not clamd's
  if (text === 'stream: OK') return { verdict: 'clean', finding: null };
  if (/^(stream: )?INSTREAM size limit exceeded\. ERROR$/.test(text)) return { verdict: 'too_large', finding: null };
  const found = /^stream: (\S.*) FOUND$/.exec(text);
  const finding = found?.[1];
  if (!finding) return null;
  if (finding.startsWith('Heuristics.Encrypted.')) return { verdict: 'encrypted', finding };
  if (finding.startsWith('Heuristics.Limits.Exceeded')) {
    const isSize = finding.startsWith('Heuristics.Limits.Exceeded.MaxFileSize');
    return { verdict: isSize ? 'too_large' : 'limits_exceeded', finding };
  }
  return { verdict: 'infected', finding };
}

export type Engine = { engine: string; signaturesVersion: number | null; signaturesDate: Date | null };

/** `ClamAV 1.4.3/27500/Tue Nov  4 09:26:12 2025`, or only its first part with a hand-made database. The date has no zone: taken as UTC. Null when it is no such line. */
export function parseVersion(reply: string): Engine | null {
  const [engine, version, date] = plain(reply).split('/');
  if (!engine || !/^ClamAV \d+\.\d+/.test(engine)) return null;
  const at = date ? new Date(`${date} UTC`) : null;
  return {
    engine,
    signaturesVersion: version && /^\d+$/.test(version) ? Number(version) : null,
    signaturesDate: at && !Number.isNaN(at.getTime()) ? at : null,
  };
}

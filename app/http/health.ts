/** Public health: 200 or 503 and nothing else. A witness's page depends on the record and the store alone; the scanner or the queue being down must not take it offline. */
import type { RequestHandler } from 'express';
import type { Sql } from '#db/connect.ts';

const patience = 3_000; // milliseconds for each question
const memory = 1_000; // an answer is kept this long, so that asking often costs nothing

export function answerHealth({ sql, storeEndpoint }: { sql: Sql; storeEndpoint: string }): RequestHandler {
  let last: { at: number; ready: Promise<boolean> } | undefined;
  return async (request, response, next) => {
    if (request.path !== '/healthz' && request.path !== '/readyz') return next();
    response.setHeader('Cache-Control', 'no-store');
    if (request.path === '/healthz') return void response.type('text').send('ok\n');
    if (!last || Date.now() - last.at > memory) last = { at: Date.now(), ready: isReady(sql, storeEndpoint) };
    const ready = await last.ready;
    response
      .status(ready ? 200 : 503)
      .type('text')
      .send(ready ? 'ready\n' : 'not ready\n');
  };
}

async function isReady(sql: Sql, storeEndpoint: string): Promise<boolean> {
  const answers = await Promise.all([answersQuery(sql), answersHttp(storeEndpoint)]);
  return answers.every(Boolean);
}

async function answersQuery(sql: Sql): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, patience, false)));
  const asked = sql`select 1`.then(
    () => true,
    () => false,
  );
  const answer = await Promise.race([asked, late]);
  clearTimeout(timer);
  return answer;
}

/** Any answer below 500 means that the store speaks; whether our key works is the business of the private health page. */
async function answersHttp(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(endpoint, { method: 'HEAD', signal: AbortSignal.timeout(patience), redirect: 'manual' });
    return response.status < 500;
  } catch {
    return false;
  }
}

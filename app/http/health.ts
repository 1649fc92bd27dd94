/** Public health: 200 or 503 and nothing else. A witness's page depends on the record and the store alone; the scanner or the queue being down must not take it offline. */
import type { RequestHandler } from 'express';
import { askRecord } from '#db/answers.ts';
import type { Sql } from '#db/connect.ts';
import { storeAnswers } from '#infra/store/answers.ts';

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
  const [record, store] = await Promise.all([askRecord(sql, patience), storeAnswers(storeEndpoint, patience)]);
  return record.answers && store;
}

import { parentPort, workerData } from 'node:worker_threads';
import { renderStartHere } from './render.ts';
import type { TypesetAnswer, TypesetRequest } from './typeset.ts';

const { data, at } = workerData as TypesetRequest; // as typeset.ts posts it

function answer(): TypesetAnswer {
  try {
    return { pdf: renderStartHere(data, at) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : 'unknown' };
  }
}

parentPort?.postMessage(answer());

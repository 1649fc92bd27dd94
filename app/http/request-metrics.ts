import type { Metrics } from '#infra/metrics/metrics.ts';
import type { ObservedRequest } from './surface.ts';

/** Counts and times requests by route pattern. Every label is one of few words: nothing of a request's own gets in. */
export function observeRequests(metrics: Metrics): (request: ObservedRequest) => void {
  return ({ method, route, status, milliseconds }) => {
    const verb = usual.has(method) ? method : 'other';
    metrics.count('http_requests', { route, method: verb, status: String(status) });
    metrics.observe('http_request_seconds', milliseconds / 1000, { route });
  };
}

const usual = new Set(['GET', 'HEAD', 'POST']);

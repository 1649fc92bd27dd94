/** Numbers about the process, for machines on the private port. A label is one of few words of ours: never an id, a name, an address or a path. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Labels = Record<string, string>;
export type Metrics = {
  /** Adds `by` (1) to a counter. The name without prefix, e.g. `files_received`. */
  count(name: string, labels?: Labels, by?: number): void;
  /** Sets a gauge. */
  set(name: string, value: number, labels?: Labels): void;
  /** Observes a duration in seconds. */
  observe(name: string, seconds: number, labels?: Labels): void;
  /** The text that a scraper reads, and its content type. */
  text(): Promise<string>;
  contentType: string;
};

/** Bound on the different label values of one metric: more means that something personal or unbounded became a label. */
const mostSeries = 200;
const buckets = [0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 300];

/** Opens the registry of one process. Metrics are made at their first use; every use of a name has the same label names. */
export function openMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry, prefix: 'exhibit_' });
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  const series = new Map<string, Set<string>>();

  /** What is no word of ours is not repeated, and values beyond the bound are folded into one. Counting must never fail the work that is counted. */
  const checked = (name: string, labels: Labels): Labels => {
    const seen = series.get(name) ?? new Set<string>();
    series.set(name, seen);
    const plain = Object.fromEntries(Object.entries(labels).map(([label, value]) => [label, isWord(value) ? value : 'refused']));
    const key = JSON.stringify(Object.values(plain));
    if (seen.has(key) || seen.size < mostSeries) {
      seen.add(key);
      return plain;
    }
    return Object.fromEntries(Object.keys(plain).map((label) => [label, 'other']));
  };
  const made = <T>(kept: Map<string, T>, name: string, make: () => T): T => {
    const known = kept.get(name);
    if (known) return known;
    const fresh = make();
    kept.set(name, fresh);
    return fresh;
  };
  const settings = (name: string, labels: Labels) => ({
    name: `exhibit_${name}`,
    help: name.replaceAll('_', ' '),
    labelNames: Object.keys(labels),
    registers: [registry],
  });

  return {
    count(name, labels = {}, by = 1) {
      made(counters, name, () => new Counter(settings(name, labels))).inc(checked(name, labels), by);
    },
    set(name, value, labels = {}) {
      made(gauges, name, () => new Gauge(settings(name, labels))).set(checked(name, labels), value);
    },
    observe(name, seconds, labels = {}) {
      made(histograms, name, () => new Histogram({ ...settings(name, labels), buckets })).observe(checked(name, labels), seconds);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** Not an id, a hash, an address or a long number, and nothing that needs quoting. */
function isWord(value: string): boolean {
  if (!/^[A-Za-z0-9_.:/$*-]{1,60}$/.test(value)) return false;
  return !/[0-9a-f]{8}-[0-9a-f]{4}|\d{6}|^[0-9a-f]{16,}$|^\d+\.\d+\.\d+\.\d+$/i.test(value);
}

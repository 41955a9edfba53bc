import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import type { ErrorSource, UnitEconomicsError } from '../model/errors.ts';

export type Endpoint = 'queryData' | 'checkHealth' | 'callResource' | 'collectMetrics';

/** Counts events; other rooms get it by this shape alone. */
export interface EventCounter {
  inc(labels?: Record<string, string>, by?: number): void;
}

export interface Metrics {
  /** A counter of its own for another room; names start with `uniteconomics_` and end with `_total`. */
  counter(name: string, help: string, labelNames?: readonly string[]): EventCounter;
  /** To be called at the start of a request; what it returns at its end, with the error if one was met. */
  start(endpoint: Endpoint): (error?: UnitEconomicsError) => void;
  /** Prometheus text exposition. */
  text(): Promise<string>;
}

/** From a warm cache (ms) to a first scan of a large bill (tens of seconds). */
const durationBuckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Counters under the names that Grafana's own SDK gives them, so that existing dashboards of plugins show ours. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'grafana_plugin_request_total',
    help: 'Requests to the plugin by endpoint and outcome',
    labelNames: ['endpoint', 'status', 'status_source'],
    registers,
  });
  const durations = new Histogram({
    name: 'grafana_plugin_request_duration_seconds',
    help: 'Time the plugin took for a request',
    labelNames: ['endpoint'],
    buckets: durationBuckets,
    registers,
  });
  return {
    counter: (name, help, labelNames = []) => {
      const counter = new Counter({ name, help, labelNames, registers });
      return {
        inc: (labels = {}, by = 1) => {
          counter.inc(labels, by);
        },
      };
    },
    start: (endpoint) => {
      const stop = durations.startTimer({ endpoint });
      return (error) => {
        stop();
        requests.inc({ endpoint, ...outcome(error) });
      };
    },
    text: () => registry.metrics(),
  };
}

/** As in Grafana's SDK, a success counts as the plugin's. */
function outcome(error: UnitEconomicsError | undefined): { status: string; status_source: ErrorSource } {
  if (error === undefined) {
    return { status: 'ok', status_source: 'plugin' };
  }
  return { status: error.code === 'cancelled' ? 'cancelled' : 'error', status_source: error.source };
}

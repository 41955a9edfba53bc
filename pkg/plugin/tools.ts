import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Service } from '../datasource/service.ts';

/** What a service is given to do its work with. */
export interface PluginTools {
  readonly log: Logger;
  readonly metrics: Metrics;
  /** The process's environment, which Grafana keeps to a few `GF_` variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What the handlers of calls work with. */
export interface HandlerTools extends PluginTools {
  readonly service: Service;
}

import { LRUCache } from 'lru-cache';
import { UnitEconomicsError } from '../../model/errors.ts';
import type { UsageRequest } from '../usage-source.ts';
import { timeText } from './freshness-notices.ts';
import { ServiceError } from './service-failure.ts';

/** ms in which what failed is not asked for again. */
const shortest = 10_000;
/** ms; a service that wants to be left alone for a day is tried before that. */
const longest = 3_600_000;
const rememberedConnections = 1000;

/** Connections whose service has asked for fewer requests: a quota belongs to the account, whichever metric used it up. */
export class Rests {
  private readonly untils = new LRUCache<string, number>({ max: rememberedConnections });

  /** What there is to throw while the connection rests; undefined while it does not. */
  of(request: UsageRequest, now: number): { readonly thrown: UnitEconomicsError; readonly until: number } | undefined {
    const until = this.untils.get(connectionKey(request)) ?? 0;
    if (now >= until) {
      return undefined;
    }
    const { metric, connection } = request;
    const thrown = new UnitEconomicsError(
      'throttled',
      `The metric ${metric.name} got no values, because the connection ${connection.name} (${connection.type}) has asked for fewer requests. ${notBefore(until)} Raise refresh on its metrics, or ask for less.`
    );
    return { thrown, until };
  }

  /** After a failure: until when the same is not asked for again, and what is thrown meanwhile. */
  after(request: UsageRequest, thrown: unknown, now: number): { readonly thrown: unknown; readonly until: number } {
    const wait = thrown instanceof ServiceError ? thrown.retryAfterMs : undefined;
    const until = now + Math.min(Math.max(wait ?? 0, shortest), longest);
    const isAsked = wait !== undefined || (thrown instanceof UnitEconomicsError && thrown.code === 'throttled');
    if (!isAsked || !(thrown instanceof UnitEconomicsError)) {
      return { thrown, until };
    }
    this.untils.set(connectionKey(request), until);
    return {
      thrown: new UnitEconomicsError(thrown.code, `${thrown.message} ${notBefore(until)}`, { cause: thrown }),
      until,
    };
  }
}

/** Secrets stand in it as their fingerprint. */
function connectionKey({ connection, secrets }: UsageRequest): string {
  return JSON.stringify([connection, secrets]);
}

function notBefore(until: number): string {
  return `It is not asked again before ${timeText(until)}.`;
}

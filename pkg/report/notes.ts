import { asUnitEconomicsError } from '../model/errors.ts';
import type { Notice } from '../model/frame.ts';
import type { Answer } from '../query/answer.ts';
import type { SourceFreshness } from '../query/leg-series.ts';
import { distinctNotices } from '../query/notices.ts';
import type { SourceLine } from './report.ts';

/** What the answers of one report say beside their numbers, each thing once. */
export class Notes {
  readonly #notices: Notice[] = [];
  readonly #sources = new Map<string, SourceFreshness>();

  /** Remembers what an answer says of itself, and hands it on. */
  keep(answer: Answer): Answer {
    this.#notices.push(...answer.notices);
    for (const row of answer.legs.flatMap((leg) => leg.freshness)) {
      this.#sources.set(JSON.stringify([row.source, row.provider]), row);
    }
    return answer;
  }

  /** A part that fails costs itself only: its reason becomes a notice. What the caller ended is no such failure. */
  async attempt<T>(what: string, ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (thrown) {
      this.#notices.push({ severity: 'warning', text: `${what}: ${reasonOf(thrown)}` });
      return undefined;
    }
  }

  say(text: string): void {
    this.#notices.push({ severity: 'info', text });
  }

  get notices(): readonly Notice[] {
    return distinctNotices(this.#notices);
  }

  get freshness(): readonly SourceLine[] {
    return [...this.#sources.values()].map(({ source, provider, newestEnd, completeThrough }) => ({
      source,
      ...(provider !== undefined && { provider }),
      ...(isInstant(newestEnd) && { newest: new Date(newestEnd).toISOString() }),
      ...(isInstant(completeThrough) && { completeThrough: new Date(completeThrough).toISOString() }),
    }));
  }
}

/** Why something could not be told. @throws what is our defect, or the caller's end */
export function reasonOf(thrown: unknown): string {
  const error = asUnitEconomicsError(thrown);
  if (error.code === 'internal' || error.code === 'cancelled') {
    throw error;
  }
  return error.message;
}

function isInstant(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value);
}

/**
 * Every failure a user can meet, in one closed set. The code decides the HTTP-like status that Grafana shows;
 * the source decides whose fault the alerting engine and the service-level reports count it as.
 */
export const errorCodes = {
  /** The query itself is wrong: syntax, unknown name, contradiction. */
  badQuery: { status: 400, source: 'downstream' },
  /** A settings or catalog entry is wrong or missing. */
  badSettings: { status: 400, source: 'downstream' },
  /** A file lies outside what the Grafana administrator allows. */
  notAllowed: { status: 403, source: 'downstream' },
  /** A file, column or entry that was named is not there. */
  notFound: { status: 404, source: 'downstream' },
  /** The data is there and cannot be read or added up: corrupt file, mixed currencies. */
  badData: { status: 422, source: 'downstream' },
  /** A limit of this plugin was reached: size, groups, depth, concurrency. */
  tooMuch: { status: 413, source: 'downstream' },
  /** The time allowed for one query ran out. */
  timeout: { status: 504, source: 'downstream' },
  /** A service refuses the credentials that the settings give it. */
  denied: { status: 403, source: 'downstream' },
  /** A service does not answer, or answers with an error of its own. */
  unreachable: { status: 502, source: 'downstream' },
  /** A service asks for fewer requests, and went on asking while we waited. */
  throttled: { status: 429, source: 'downstream' },
  /** The caller went away. */
  cancelled: { status: 499, source: 'downstream' },
  /** The caller's role does not suffice. */
  forbidden: { status: 403, source: 'downstream' },
  /** A defect of this plugin. */
  internal: { status: 500, source: 'plugin' },
} as const satisfies Record<string, { status: number; source: 'plugin' | 'downstream' }>;

export type ErrorCode = keyof typeof errorCodes;
export type ErrorSource = 'plugin' | 'downstream';

/**
 * The only error this project throws on purpose. The message names the thing, the place and the way out, and is shown
 * to users as it is; `cause` is for the log alone.
 */
export class UnitEconomicsError extends Error {
  readonly code: ErrorCode;
  override readonly name = 'UnitEconomicsError';

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  get status(): number {
    return errorCodes[this.code].status;
  }

  get source(): ErrorSource {
    return errorCodes[this.code].source;
  }
}

/** Anything thrown becomes one of ours; an unknown one is our defect and keeps its text out of users' sight. */
export function asUnitEconomicsError(thrown: unknown): UnitEconomicsError {
  if (thrown instanceof UnitEconomicsError) {
    return thrown;
  }
  // An abort comes as DOMException, which is not an Error everywhere.
  if (typeof thrown === 'object' && thrown !== null && 'name' in thrown && thrown.name === 'AbortError') {
    return new UnitEconomicsError('cancelled', 'The query was cancelled.', { cause: thrown });
  }
  return new UnitEconomicsError(
    'internal',
    'The plugin failed in an unforeseen way; the Grafana server log has the cause.',
    {
      cause: thrown,
    }
  );
}

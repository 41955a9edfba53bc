import type { UnitEconomicsError } from '../model/errors.ts';
import type { Frame } from '../model/frame.ts';
import type { ReportRequest } from '../report/make-report.ts';
import type { Report } from '../report/report.ts';

/** What the protocol hands inward and expects back: no wire type passes this line. JSON arrives as text, unparsed. */
export interface RequestContext {
  readonly dataSource?: {
    readonly uid: string;
    readonly name: string;
    readonly jsonData: string;
    readonly secureJsonData: Readonly<Record<string, string>>;
  };
  readonly user?: { readonly login: string; readonly role: string };
  /** Header names in lower case, without Grafana's `http_` prefix. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface QueryRequest {
  readonly refId: string;
  readonly json: string;
  /** ms since the epoch. */
  readonly from: number;
  readonly to: number;
}

/** Frames, or an error; never both. Frames are encoded once: the same array must hold the same frames for good. */
export type QueryResult = { readonly frames: readonly Frame[] } | { readonly error: UnitEconomicsError };

export interface HealthReport {
  readonly ok: boolean;
  readonly message: string;
  /** Shown by Grafana as expandable detail. */
  readonly details: Readonly<Record<string, unknown>>;
}

export interface ResourceRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Uint8Array;
}

export interface ResourceResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** The plugin's work, as the protocol sees it. */
export interface Service {
  /** One result per request, in any order, keyed by refId. */
  queryData(
    context: RequestContext,
    queries: readonly QueryRequest[],
    signal: AbortSignal
  ): Promise<ReadonlyMap<string, QueryResult>>;
  checkHealth(context: RequestContext, signal: AbortSignal): Promise<HealthReport>;
  callResource(context: RequestContext, request: ResourceRequest, signal: AbortSignal): Promise<ResourceResponse>;
  /** Ends background work and releases DuckDB. */
  close(): Promise<void>;
}

/** With reports as values, for who renders or sends them. */
export interface ReportingService extends Service {
  report(context: RequestContext, request: ReportRequest, signal: AbortSignal): Promise<Report>;
}

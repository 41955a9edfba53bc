import { asUnitEconomicsError, UnitEconomicsError } from '../model/errors.ts';
import type {
  HealthReport,
  QueryRequest,
  QueryResult,
  ReportingService,
  RequestContext,
  ResourceRequest,
  ResourceResponse,
} from './service.ts';
import type { Sources } from '../query/run-query.ts';
import type { ReportRequest } from '../report/make-report.ts';
import type { Report } from '../report/report.ts';
import { checkEntries, forReaders, remarkLines } from './check.ts';
import { jsonResponse } from './json-response.ts';
import { Extents } from './extents.ts';
import { billedQuantities } from './quantities.ts';
import { Reports } from './report-resource.ts';
import { catalogResource, progressResource, valuesResource } from './resources.ts';
import { isAdmin, requireAdmin } from './role.ts';
import type { QueryRunner } from './run-queries.ts';
import type { SettingsLoader } from './settings-loader.ts';
import { testResource } from './test-entry.ts';

export interface ServiceParts {
  readonly settings: SettingsLoader;
  readonly runner: QueryRunner;
  readonly sources: Sources;
  readonly now: () => number;
  close(): Promise<void>;
}

/** The data source: what Grafana's protocol and the command line both ask. */
export class UnitEconomicsService implements ReportingService {
  private readonly parts: ServiceParts;
  private readonly extents: Extents;
  private readonly reports: Reports;

  constructor(parts: ServiceParts) {
    this.parts = parts;
    this.extents = new Extents(parts.sources, parts.now);
    this.reports = new Reports(parts.sources, parts.now);
  }

  async queryData(
    context: RequestContext,
    queries: readonly QueryRequest[],
    signal: AbortSignal
  ): Promise<ReadonlyMap<string, QueryResult>> {
    try {
      const { settings, key } = await this.settingsOf(context);
      const { headers } = context;
      const run = {
        settings,
        settingsKey: key,
        fromAlert: headers['fromalert'] === 'true',
        fromExpression: headers['x-grafana-from-expr'] === 'true',
        skipCache: headers['x-cache-skip'] === 'true',
      };
      const results = queries.map(
        async (query) => [query.refId, await this.parts.runner.run(query, run, signal)] as const
      );
      return new Map(await Promise.all(results));
    } catch (thrown) {
      const error = asUnitEconomicsError(thrown);
      return new Map(queries.map(({ refId }) => [refId, { error }]));
    }
  }

  async checkHealth(context: RequestContext, signal: AbortSignal): Promise<HealthReport> {
    try {
      const { settings } = await this.settingsOf(context);
      const byAdmin = isAdmin(context);
      const found = await checkEntries(settings, this.parts.sources, this.parts.now(), byAdmin, signal);
      const checks = byAdmin ? found : found.map(forReaders);
      const failed = checks.filter((check) => !check.ok);
      const [first] = failed;
      const count = `${checks.length - failed.length} of ${checks.length} entries work`;
      const message =
        checks.length === 0
          ? 'The settings have no costs and no metrics yet: add a connection, a cost dataset and a metric.'
          : first === undefined
            ? `${count}.`
            : `${count}. ${first.entry}: ${first.found}`;
      const lines = checks.map((check) =>
        [
          `${check.ok ? 'ok   ' : 'WRONG'} ${check.entry}: ${check.found}`,
          ...remarkLines(check).map((line) => `      ${line}`),
        ].join('\n')
      );
      return {
        ok: failed.length === 0 && checks.length > 0,
        message,
        details: { message, verboseMessage: lines.join('\n'), entries: checks },
      };
    } catch (thrown) {
      const { message } = asUnitEconomicsError(thrown);
      return { ok: false, message, details: { message } };
    }
  }

  async callResource(
    context: RequestContext,
    request: ResourceRequest,
    signal: AbortSignal
  ): Promise<ResourceResponse> {
    if (request.method !== 'GET') {
      return jsonResponse(405, {
        message: `${request.method} is not served; there are catalog, values, extents, progress, quantities, report and test to be read by GET.`,
      });
    }
    try {
      const { settings } = await this.settingsOf(context);
      switch (request.path.replace(/^\/+|\/+$/g, '')) {
        case 'catalog':
          return jsonResponse(200, catalogResource(settings));
        case 'values':
          return jsonResponse(
            200,
            await valuesResource(request.query, settings, this.parts.sources, this.parts.now(), signal)
          );
        case 'progress':
          return jsonResponse(200, progressResource(settings, this.parts.sources));
        case 'extents':
          return jsonResponse(200, await this.extents.resource(request.query, settings, signal));
        case 'quantities':
          return jsonResponse(200, await billedQuantities(settings, this.parts.sources, this.parts.now(), signal));
        case 'report':
          return await this.reports.resource(request.query, settings, signal);
        case 'test': {
          requireAdmin(context);
          const { sources, now } = this.parts;
          return jsonResponse(200, await testResource(request.query, { settings, sources, now: now(), signal }));
        }
        default:
          return jsonResponse(404, {
            message: 'There are the resources catalog, values, extents, progress, quantities, report and test.',
          });
      }
    } catch (thrown) {
      const error = asUnitEconomicsError(thrown);
      if (error.code === 'internal') {
        throw error; // the protocol logs its cause
      }
      return jsonResponse(error.status, { message: error.message });
    }
  }

  async report(context: RequestContext, request: ReportRequest, signal: AbortSignal): Promise<Report> {
    const { settings } = await this.settingsOf(context);
    return this.reports.make(request, settings, signal);
  }

  async close(): Promise<void> {
    await this.parts.close();
  }

  private async settingsOf({ dataSource }: RequestContext) {
    if (dataSource === undefined) {
      throw new UnitEconomicsError('badSettings', 'The request names no data source.');
    }
    return this.parts.settings.load(dataSource.jsonData, dataSource.secureJsonData);
  }
}

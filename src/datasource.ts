import type {
  AdHocVariableFilter,
  CoreApp,
  DataSourceInstanceSettings,
  MetricFindValue,
  ScopedVars,
} from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv } from '@grafana/runtime';
import * as z from 'zod';
import { billedQuantities, type BilledQuantity } from '../pkg/model/billed-quantity.ts';
import {
  catalogView,
  extentsView,
  progressView,
  type CatalogView,
  type ExtentsView,
  type ProgressView,
} from './catalog/catalog.ts';
import { fromAdHoc } from './query/adhoc.ts';
import { defaultQuery } from './query/default-query.ts';
import { displayText } from './query/display-text.ts';
import { readDraft, type DraftFilter } from './query/draft.ts';
import { interpolate } from './query/interpolate.ts';
import { dashboardVariables } from './query/variables.ts';
import type { UnitEconomicsQuery } from './types.ts';
import { VariableSupport } from './variables/variable-support.tsx';

/** How long the catalog is taken as it is, ms: the editor of every query asks for it. */
const catalogLifetime = 30_000;

export interface ValuesRequest {
  readonly dimension: string;
  readonly search?: string;
  readonly limit?: number;
  /** Values that occur together with these; variables already replaced. */
  readonly filters?: readonly DraftFilter[];
}

/** Grafana's half: everything that computes is in the back end, so that alert rules and reports get the same numbers. */
export class DataSource extends DataSourceWithBackend<UnitEconomicsQuery> {
  private catalogAt = -Infinity;
  private catalogRequest: Promise<CatalogView> | undefined;
  private quantitiesRequest: Promise<readonly BilledQuantity[]> | undefined;

  constructor(settings: DataSourceInstanceSettings) {
    super(settings);
    this.variables = new VariableSupport(this);
  }

  override getDefaultQuery(app: CoreApp): Partial<UnitEconomicsQuery> {
    return defaultQuery(app);
  }

  /** A query without a formula asks nothing yet and is not sent. */
  override filterQuery({ hide, formulas = [] }: UnitEconomicsQuery): boolean {
    return hide !== true && formulas.some(({ expression }) => expression.trim() !== '');
  }

  override getQueryDisplayText(query: UnitEconomicsQuery): string {
    return displayText(query);
  }

  override applyTemplateVariables(
    query: UnitEconomicsQuery,
    scopedVars: ScopedVars,
    adHoc: AdHocVariableFilter[] = []
  ): UnitEconomicsQuery {
    const read = readDraft(query);
    if (!read.ok) {
      return query; // the back end says what is wrong with it
    }
    const filters = [...read.draft.filters, ...adHoc.map(fromAdHoc)];
    const written = read.draft.formulas.filter(({ expression }) => expression.trim() !== '');
    return {
      ...query,
      ...interpolate({ ...read.draft, formulas: written, filters }, dashboardVariables(getTemplateSrv(), scopedVars)),
    };
  }

  override interpolateVariablesInQueries(
    queries: UnitEconomicsQuery[],
    scopedVars: ScopedVars,
    filters?: AdHocVariableFilter[]
  ): UnitEconomicsQuery[] {
    return queries.map((query) => ({
      ...this.applyTemplateVariables(query, scopedVars, filters),
      datasource: this.getRef(),
    }));
  }

  /** What queries can name. One request serves all editors that ask within half a minute. */
  catalog(): Promise<CatalogView> {
    if (this.catalogRequest === undefined || Date.now() - this.catalogAt > catalogLifetime) {
      this.catalogAt = Date.now();
      this.catalogRequest = this.getResource<unknown>('catalog').then((answer) => catalogView.parse(answer));
      this.catalogRequest.catch(() => {
        this.catalogRequest = undefined; // a failure is not kept
      });
    }
    return this.catalogRequest;
  }

  /** First and last day with data; entries as `costs.NAME` and `metrics.NAME`. */
  async extents(entries: readonly string[]): Promise<ExtentsView> {
    return entries.length === 0
      ? {}
      : extentsView.parse(await this.getResource<unknown>('extents', { entries: entries.join(',') }));
  }

  /** Roll-ups that are being built right now, by the name of their cost dataset. */
  async progress(): Promise<ProgressView> {
    return progressView.parse(await this.getResource<unknown>('progress'));
  }

  /** What the bills of the last weeks count themselves, most expensive first. It is read from charges, so it is asked once. */
  quantities(): Promise<readonly BilledQuantity[]> {
    if (this.quantitiesRequest === undefined) {
      this.quantitiesRequest = this.getResource<unknown>('quantities').then((answer) => billedQuantities.parse(answer));
      this.quantitiesRequest.catch(() => {
        this.quantitiesRequest = undefined; // a failure is not kept
      });
    }
    return this.quantitiesRequest;
  }

  /** Values of a dimension, most expensive first, at most 100 unless asked for more. */
  async values({ filters = [], ...request }: ValuesRequest): Promise<readonly string[]> {
    const params = { ...request, ...(filters.length > 0 && { filters: JSON.stringify(filters) }) };
    return z.array(z.string()).parse(await this.getResource<unknown>('values', params));
  }

  /** Dimensions for ad hoc filters. */
  override async getTagKeys(): Promise<MetricFindValue[]> {
    const { dimensions } = await this.catalog();
    return dimensions.map(({ name, title }) => ({ text: title, value: name }));
  }

  override async getTagValues({ key }: { key: string }): Promise<MetricFindValue[]> {
    const values = await this.values({ dimension: key, limit: 1000 });
    return values.map((text) => ({ text }));
  }
}

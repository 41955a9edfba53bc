import type { CostDataset } from '../model/cost-dataset.ts';
import type { Dimension } from '../model/dimension.ts';
import type { GroupKey } from '../model/group-key.ts';
import type { CostMeasure } from '../model/names.ts';
import type { ChargesConnection } from '../model/connections/connection.ts';
import type { ConnectionSecrets } from '../model/secrets.ts';
import type { RollupProgress } from './rollup/progress.ts';

/** A filter whose dimension has been looked up: declared in the settings, or a bare FOCUS column or tag. */
export interface DimensionFilter {
  readonly dimension: Dimension;
  readonly op: 'in' | 'notIn' | 'regex';
  readonly values: readonly string[];
}

/** Days since 1970-01-01 in the data source's calendar; `to` is exclusive. */
export interface DayRange {
  readonly from: number;
  readonly to: number;
}

/** By the day, or by the hour where the dataset's settings ask for that. */
export type CostGrain = CostDataset['rollup']['grain'];

/** One measure of one dataset by day or hour and by group. A plain value: equal requests have equal answers while the files stay. */
export interface CostRequest {
  readonly dataset: CostDataset;
  readonly connection: ChargesConnection;
  readonly secrets: ConnectionSecrets;
  readonly timezone: string;
  readonly measure: CostMeasure;
  /** Empty for all categories. */
  readonly chargeCategories: readonly string[];
  readonly groupBy: readonly Dimension[];
  readonly filters: readonly DimensionFilter[];
  readonly days: DayRange;
  readonly grain: CostGrain;
  /** Dimensions by their names that no charge need have: where no column holds one, it is absent everywhere, not an error. */
  readonly mayLack?: readonly string[];
  /** Every dimension of the settings: the roll-up keeps them all, whichever a query asks for. */
  readonly dimensions: readonly Dimension[];
}

/** What is known of the dataset as a whole, whatever was asked of it. */
export interface DatasetFacts {
  /** 0 for a table of a database. */
  readonly files: number;
  readonly rows: number;
  /** Charges left out because their period or every amount could not be read; `badSamples` says where and why, at most five. */
  readonly badRows: number;
  readonly badSamples: readonly string[];
  /** Charges whose Tags are not JSON and count as untagged, where a roll-up stumbled over them. */
  readonly malformedTags: number;
  /** First day with a charge and the end (ms since the epoch, exclusive) of the newest charge of a day or less. */
  readonly firstDay?: number;
  readonly newestEnd?: number;
  /** One entry per ProviderName when the dataset mixes providers. */
  readonly providers: readonly { readonly name: string; readonly newestEnd: number }[];
  /** Errors of single files that cost only that file; never empty together with an answer that pretends to be whole. */
  readonly fileErrors: readonly string[];
}

/** Sparse: amounts[i] belongs to times[i] and keys[groups[i]]. Each (time, group) occurs once. */
export interface CostAnswer {
  readonly keys: readonly GroupKey[];
  /** Days since 1970-01-01; for hours the instants in ms at which they begin. */
  readonly times: Float64Array;
  readonly groups: Int32Array;
  readonly amounts: Float64Array;
  /** Rows read for each entry, as counts. */
  readonly rows: Float64Array;
  /** Currencies, or units for a quantity, of the charges that were added up. More than one is for the caller to refuse. */
  readonly units: readonly string[];
  readonly facts: DatasetFacts;
  /** Where the answer came from: shown in the plan. */
  readonly origin: 'rollup' | 'scan' | 'rollup and scan';
}

/** How the rules of one virtual dimension fared over charges. Costs are BilledCost. */
export interface RuleMatches {
  readonly dimension: string;
  /** One entry for each rule: charges that pass its tests and what they cost, and charges that it was the first to match. */
  readonly rules: readonly { readonly matched: number; readonly cost: number; readonly won: number }[];
  /** Charges that more than one rule matches. */
  readonly overlap: { readonly charges: number; readonly cost: number };
}

/** What only a look at every charge tells; for health and `check`, never for a query. */
export interface DatasetInspection {
  /** With their BilledCost; the code is '' for charges that name none. */
  readonly currencies: readonly { readonly code: string; readonly billed: number }[];
  /** Charges whose Tags are not JSON and count as untagged. */
  readonly malformedTags: number;
  readonly remarks: readonly string[];
  /** For each dimension with rules one entry or more, to be added up. */
  readonly rules: readonly RuleMatches[];
}

/** A dataset without a question: what is known of it needs no more. */
export type DatasetRequest = Pick<CostRequest, 'dataset' | 'connection' | 'secrets' | 'timezone' | 'dimensions'>;

export interface CostSource {
  /** Identifies the files or the table as they are now; equal versions mean equal answers. Cheap: reads no charge. */
  version(request: Pick<CostRequest, 'dataset' | 'connection' | 'secrets'>, signal: AbortSignal): Promise<string>;
  fetch(request: CostRequest, signal: AbortSignal): Promise<CostAnswer>;
  /** Distinct values of a dimension, most expensive first, at most `limit`, containing `search` (case ignored). */
  values(
    request: Omit<CostRequest, 'groupBy' | 'measure' | 'chargeCategories' | 'grain'> & {
      readonly dimension: Dimension;
      readonly search: string;
      readonly limit: number;
    },
    signal: AbortSignal
  ): Promise<readonly string[]>;
  /** For an overview: what is known of the files, each of which is read once for it. */
  facts(
    request: DatasetRequest,
    signal: AbortSignal
  ): Promise<
    DatasetFacts & { readonly columns: readonly string[]; readonly lastDay?: number; readonly formats: string }
  >;
  inspect(request: DatasetRequest, signal: AbortSignal): Promise<DatasetInspection>;
  /** How far the dataset's roll-up is, while it is being built or where parts of it failed. */
  progress(request: DatasetRequest): RollupProgress | undefined;
}

import type { Verdict } from '../drivers/evidence.ts';
import type { UnsplitReason } from '../drivers/unsplit.ts';
import type { EffectName } from '../model/effects.ts';
import type { Notice } from '../model/frame.ts';
import type { ReportGrain } from './period.ts';

/**
 * What one period cost, of the whole or of one value of a dimension, held against the period before. A plain value that JSON
 * can hold; every renderer is a pure function of it. Names are as they came: a renderer escapes them for where they go.
 */
export interface Report {
  readonly schemaVersion: 1;
  readonly period: PeriodText;
  readonly before: PeriodText;
  /** What it is limited to; left out for the whole. */
  readonly subject?: Subject;
  /** What the whole is split by: values by falling spend, each of which can have a report of its own. */
  readonly by?: SplitBy;
  /** ISO 4217 */
  readonly currency: string;
  readonly timezone: string;
  /** ISO 8601 in UTC */
  readonly asOf: string;
  /**
   * Whether the whole period is complete for the spend or, without one, for any KPI; otherwise as many days of the period
   * before are compared. A KPI can lag alone: the last point of its history says so.
   */
  readonly complete: boolean;
  readonly spend?: SpendReport;
  readonly kpis: readonly KpiReport[];
  /** What could not be told, each with its reason. */
  readonly failures: readonly Failure[];
  readonly freshness: readonly SourceLine[];
  readonly notices: readonly Notice[];
}

export interface PeriodText {
  readonly grain: ReportGrain;
  /** `2026-10` or `2026-W41` */
  readonly name: string;
  /** `October 2026` or `week 41 of 2026` */
  readonly title: string;
  /** First and last day, YYYY-MM-DD. */
  readonly from: string;
  readonly to: string;
}

/** The value `checkout` of the dimension `team`, titled `Team`. */
export interface Subject {
  readonly dimension: string;
  readonly title: string;
  readonly value: string;
}

export interface SplitBy {
  readonly dimension: string;
  readonly title: string;
  readonly values: readonly string[];
}

/** A number of the period and of the one before; a side without a value is left out. */
export interface Compared {
  readonly now?: number;
  readonly before?: number;
  /** Relative: 0.1 is +10%. Left out where there is nothing to compare with. */
  readonly change?: number;
}

/** Effective cost over all datasets of the total, and what moved it. In the currency. */
export interface SpendReport extends Compared {
  /** The bill's first day, YYYY-MM-DD, where the period before has none of it. */
  readonly since?: string;
  readonly history: readonly Point[];
  readonly digest?: DigestReport;
}

export interface Point {
  /** `2026-10` or `2026-W41` */
  readonly period: string;
  readonly value: number | null;
  readonly complete: boolean;
}

export interface KpiReport extends Compared {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly owner?: string;
  readonly expression: string;
  /** `USD / customer / month`; `%`; empty for a plain ratio. */
  readonly unit: string;
  readonly target?: Target;
  /** Thirteen periods, the last of which is the report's. */
  readonly history: readonly KpiPoint[];
  /** The cost of the formula, where it holds one cost against one metric. */
  readonly spend?: Compared;
  readonly usage?: Usage;
  readonly drivers?: DriversReport;
  readonly evidence?: EvidenceReport;
  readonly digest?: DigestReport;
  /** The KPI for each value of the dimension that the whole is split by, by falling spend. */
  readonly groups?: readonly GroupLine[];
}

export interface KpiPoint extends Point {
  /** Cost and usage as the formula used them. */
  readonly spend?: number | null;
  readonly usage?: number | null;
}

export interface Target {
  /** In the KPI's unit. */
  readonly value: number;
  readonly better: 'lower' | 'higher';
  /** Left out where the KPI has no value. */
  readonly met?: boolean;
}

export interface Usage extends Compared {
  readonly title: string;
  /** One of what is counted: `customer`. */
  readonly unit: string;
}

/** Why the KPI's cost changed: the effects add up from the cost before to the cost now. */
export interface DriversReport {
  readonly before: number;
  readonly now: number;
  readonly effects: readonly Effect[];
  /** What the effect `unsplit` is made of. */
  readonly unsplit: readonly UnsplitAmount[];
  readonly text: string;
  /** What of it needs a word more: cost that is not split, efficiency and price that cannot be told apart. */
  readonly remarks: readonly string[];
}

/** Cost that units do not drive, or whose units are not known, for one reason. */
export interface UnsplitAmount {
  readonly reason: UnsplitReason;
  readonly before: number;
  readonly now: number;
}

export interface Effect {
  readonly name: EffectName;
  readonly title: string;
  readonly amount: number;
}

/** Whether unit cost falls while spend rises over the periods of the history, as one statement. */
export interface EvidenceReport {
  readonly verdict: Verdict;
  readonly text: string;
  /** The first and the last period that it rests on; left out where there is not enough data. */
  readonly figures?: EvidenceFigures;
  readonly conditions: {
    readonly periods: number;
    /** Periods left out because they are not complete, and because cost or usage is missing. */
    readonly incomplete: number;
    readonly missing: number;
    /** Share of the cost that has usage to be held against, 0 to 1. */
    readonly coverage?: number;
    /** Pearson's, of cost and usage. */
    readonly correlation?: number;
  };
}

/** Changes are relative: of spend, per day where usage is a stock, of usage, and of what a unit costs. */
export interface EvidenceFigures {
  readonly first: EvidencePeriod;
  readonly last: EvidencePeriod;
  readonly spendChange: number;
  readonly usageChange: number;
  readonly unitCostChange: number;
}

export interface EvidencePeriod {
  /** `2026-10` or `2026-W41` */
  readonly period: string;
  readonly spend: number;
  readonly usage: number;
  /** As the KPI counts it. */
  readonly unitCost?: number;
}

/** What moved a cost, level by level. */
export interface DigestReport {
  /** Titles of the dimensions, from the top. */
  readonly dimensions: readonly string[];
  /** What the movers' cost is held against, and the unit of their cost per unit. */
  readonly metric?: { readonly title: string; readonly unit: string; readonly unitCost: string };
  /** In the order in which a tree is read; the first line is the whole. */
  readonly lines: readonly MoverLine[];
  /** The largest rises and falls of the deepest level. */
  readonly top: readonly MoverLine[];
  readonly flop: readonly MoverLine[];
}

export interface MoverLine {
  /** Values from the top; empty for the whole. The last one of a fold is `other (n)`. */
  readonly path: readonly string[];
  readonly before: number;
  readonly now: number;
  readonly change: number;
  /** Part of the whole change, which may be negative or above 1. */
  readonly share?: number;
  /** How many movers are folded into this line. */
  readonly folded?: number;
  /** What its change is made of; below the levels that the metric has, by the usage of the level above. */
  readonly effects?: readonly Effect[];
  readonly usage?: Compared;
  readonly unitCost?: Compared;
  /** Its own change in words, where it is split by usage. */
  readonly text?: string;
}

export interface GroupLine extends Compared {
  readonly name: string;
}

export interface Failure {
  readonly name: string;
  readonly title: string;
  readonly owner?: string;
  readonly reason: string;
}

/** How far a source goes. Instants are ISO 8601 in UTC. */
export interface SourceLine {
  readonly source: string;
  readonly provider?: string;
  readonly newest?: string;
  /** Left out where nothing more is expected. */
  readonly completeThrough?: string;
}

import type { Meaning, Scope } from '../formula/bound.ts';
import type { OverGroups } from '../formula/over-groups.ts';
import { commitmentKpis, commitmentLegs, commitmentStatus } from '../model/commitments.ts';
import { functionNames } from '../formula/functions.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import { isQuantity, measureNames, reservedWords, type CostMeasure } from '../model/names.ts';
import { knownText } from '../model/nearest.ts';
import type { Kpi } from '../model/kpi.ts';
import type { CostLeg, Leg, Query } from '../model/query.ts';
import { counted, money, open } from '../model/unit.ts';
import type { Additivity, UsageMetric } from '../model/usage-metric.ts';

/** The part of the settings that names are looked up in: all that the query editor knows of them. */
export interface LegSettings {
  readonly currency: string;
  readonly catalog: {
    readonly costs: ReadonlyMap<string, unknown>;
    readonly metrics: ReadonlyMap<string, Pick<UsageMetric, 'unit' | 'additivity'>>;
    readonly kpis: ReadonlyMap<string, Pick<Kpi, 'expression' | 'per' | 'target'>>;
    readonly budgets: ReadonlyMap<string, unknown>;
    readonly broken: ReadonlyMap<string, string>;
  };
}

/** A leg as declared in the query or implied by a name, with the rule of savings (design section 4.12) applied. */
export interface NamedLeg {
  readonly leg: Leg;
  readonly terms: CostTerms;
}

/** What holds for the cost legs of one formula, unless a leg says otherwise. */
export interface CostTerms {
  /** A formula with list or contracted cost looks at usage alone. */
  readonly usageOnly: boolean;
  /** With the shared costs that the settings allocate. */
  readonly allocated: boolean;
}

/** For legs that no terms concern, and for formulas that are only looked at. */
export const noTerms: CostTerms = { usageOnly: false, allocated: false };

/** The legs of one query, in the order in which formulas first name them; the same name twice is one leg. */
export class LegTable {
  readonly legs: NamedLeg[] = [];
  private readonly indexes = new Map<string, number>();
  private readonly declared: ReadonlyMap<string, Leg>;
  private readonly settings: LegSettings;

  constructor(query: Pick<Query, 'legs'>, settings: LegSettings) {
    this.settings = settings;
    this.declared = new Map(query.legs.map((leg) => [leg.name, leg]));
    const reserved: readonly string[] = [...reservedWords, ...Object.keys(measureNames), ...functionNames];
    for (const { name } of query.legs) {
      if (reserved.includes(name)) {
        throw new UnitEconomicsError(
          'badQuery',
          `A leg cannot be called ${name}: the formula language reserves the word.`
        );
      }
    }
    if (this.declared.size < query.legs.length) {
      throw new UnitEconomicsError('badQuery', 'Two legs of the query have the same name; rename one.');
    }
  }

  /** What names mean inside one formula. */
  scope(terms: CostTerms): Scope {
    const { catalog } = this.settings;
    return {
      known: [
        ...this.declared.keys(),
        'cost',
        ...catalog.kpis.keys(),
        ...catalog.metrics.keys(),
        ...catalog.budgets.keys(),
        ...Object.keys(measureNames).filter((measure) => measure !== 'cost'),
      ],
      lookup: (name) => this.lookup(name, terms),
    };
  }

  /** The leg that a name declares or implies, before any formula is bound. */
  legNamed(name: string): Leg | undefined {
    const declared = this.declared.get(name);
    if (declared !== undefined) {
      return declared;
    }
    const measure = measureOf(name);
    if (measure !== undefined) {
      return impliedCost(name, measure, undefined);
    }
    const commitment = Object.hasOwn(commitmentLegs, name) ? commitmentLegs[name] : undefined;
    if (commitment !== undefined) {
      return {
        ...impliedCost(name, commitment.measure, undefined),
        filters: [{ dimension: commitmentStatus, op: commitment.op, values: [commitment.status] }],
        chargeCategories: ['Usage'],
      };
    }
    const [dataset, part] = name.split('.');
    const partMeasure = measureOf(part ?? '');
    if (dataset !== undefined && partMeasure !== undefined && this.settings.catalog.costs.has(dataset)) {
      return impliedCost(name, partMeasure, dataset);
    }
    if (this.settings.catalog.budgets.has(name)) {
      return { kind: 'budget', name, budget: name, filters: [], broadcast: false };
    }
    return this.settings.catalog.metrics.has(name) && !this.settings.catalog.kpis.has(name)
      ? { kind: 'usage', name, metric: name, filters: [], broadcast: false }
      : undefined;
  }

  private lookup(name: string, terms: CostTerms): Meaning | undefined {
    const { catalog } = this.settings;
    const leg = this.legNamed(name);
    if (leg !== undefined) {
      return this.meaning(leg, terms);
    }
    const kpi = catalog.kpis.get(name) ?? commitmentKpis.get(name);
    if (kpi !== undefined) {
      return { kind: 'kpi', expression: kpi.expression, per: kpi.per };
    }
    const target = this.target(name);
    if (target !== undefined) {
      return target;
    }
    for (const [list, what] of [
      ['budgets', 'budget'],
      ['kpis', 'KPI'],
      ['metrics', 'metric'],
      ['costs', 'cost dataset'],
    ] as const) {
      const broken = catalog.broken.get(`${list}.${name.split('.')[0] ?? name}`);
      if (broken !== undefined) {
        return {
          kind: 'problem',
          message: `the ${what} ${name} cannot be used, because its settings are wrong: ${broken}`,
        };
      }
    }
    if (name.includes('.')) {
      const datasets = [...catalog.costs.keys()].join(', ') || 'none';
      return {
        kind: 'problem',
        message: `${name} is no dataset.measure; datasets are ${datasets}, measures ${Object.keys(measureNames).join(', ')}`,
      };
    }
    return undefined;
  }

  /** `kpi.target`: the number that the settings aim at. */
  private target(name: string): Meaning | undefined {
    const [owner = '', part] = name.split('.');
    const kpi = part === 'target' ? this.settings.catalog.kpis.get(owner) : undefined;
    if (kpi === undefined) {
      return undefined;
    }
    return kpi.target === undefined
      ? { kind: 'problem', message: `the KPI ${owner} has no target; add target: to its settings` }
      : { kind: 'target', value: kpi.target, expression: kpi.expression, per: kpi.per };
  }

  private meaning(leg: Leg, terms: CostTerms): Meaning {
    const { catalog, currency } = this.settings;
    if (leg.kind === 'cost') {
      const unit = isQuantity(leg.measure) ? open(leg.measure, leg.name) : money(currency); // its data says what it counts
      return { kind: 'leg', leg: this.intern(leg, terms), unit, time: 'flow', overGroups: 'sum' };
    }
    if (leg.kind === 'budget') {
      return catalog.budgets.has(leg.budget)
        ? {
            kind: 'leg',
            leg: this.intern(leg, noTerms),
            unit: money(currency),
            time: 'flow',
            overGroups: overGroupsOf(leg, 'additive'),
          }
        : { kind: 'problem', message: this.missing(leg, 'budget', leg.budget, 'budgets') };
    }
    const metric = catalog.metrics.get(leg.metric);
    if (metric === undefined) {
      return { kind: 'problem', message: this.missing(leg, 'metric', leg.metric, 'metrics') };
    }
    const time = metric.additivity === 'additive' ? 'flow' : 'stock';
    const unit = metric.unit === currency ? money(currency) : counted(metric.unit); // revenue cancels cost
    return {
      kind: 'leg',
      leg: this.intern(leg, noTerms),
      unit,
      time,
      overGroups: overGroupsOf(leg, metric.additivity),
    };
  }

  private missing(leg: Leg, what: string, name: string, list: 'metrics' | 'budgets'): string {
    const { catalog } = this.settings;
    const broken = catalog.broken.get(`${list}.${name}`);
    return broken === undefined
      ? `the leg ${leg.name} names the ${what} ${name}, which does not exist${knownText(name, [...catalog[list].keys()], list)}`
      : `the ${what} ${name} cannot be used, because its settings are wrong: ${broken}`;
  }

  private intern(leg: Leg, terms: CostTerms): number {
    const key = JSON.stringify([leg.name, terms]);
    const known = this.indexes.get(key);
    if (known !== undefined) {
      return known;
    }
    this.legs.push({ leg, terms });
    this.indexes.set(key, this.legs.length - 1);
    return this.legs.length - 1;
  }
}

/** A leg that says broadcast stands with its total in every group. */
function overGroupsOf({ broadcast }: Leg, additivity: Additivity): OverGroups {
  return broadcast ? 'same' : additivity === 'distinct' ? 'apart' : 'sum';
}

function measureOf(name: string): CostMeasure | undefined {
  return Object.entries(measureNames).find(([known]) => known === name)?.[1];
}

function impliedCost(name: string, measure: CostMeasure, dataset: string | undefined): CostLeg {
  return { kind: 'cost', name, measure, filters: [], broadcast: false, ...(dataset !== undefined && { dataset }) };
}

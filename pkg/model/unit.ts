import type { TimeBasis } from './grain.ts';

/**
 * A unit of measure as powers of symbols: USD / job is { USD: 1, job: -1 }. `scale` is the power of ten in which a symbol
 * is counted (3 for "1k jobs"). `per` is the time basis of a flow per stock (design section 4.7).
 */
export interface Unit {
  readonly factors: ReadonlyMap<string, Factor>;
  readonly per?: TimeBasis;
  /** Powers of ten that a literal brought and no counted symbol has taken yet; a ratio with 2 of them is a percentage. */
  readonly tens?: number;
}

interface Factor {
  readonly power: number;
  readonly scale: number;
  /** Money is told apart by where it comes from, not by its letters: MAU is no currency. */
  readonly currency: boolean;
}

export const one: Unit = { factors: new Map() };

export function counted(symbol: string): Unit {
  return { factors: new Map([[symbol, { power: 1, scale: 0, currency: false }]]) };
}

/** @param code ISO 4217 */
export function money(code: string): Unit {
  return { factors: new Map([[code, { power: 1, scale: 0, currency: true }]]) };
}

export function isPlain(unit: Unit): boolean {
  return unit.factors.size === 0 && unit.per === undefined;
}

export function multiply(a: Unit, b: Unit): Unit {
  return combine(a, b, 1);
}

export function divide(a: Unit, b: Unit): Unit {
  return combine(a, b, -1);
}

export function power(unit: Unit, exponent: number): Unit {
  const factors = new Map([...unit.factors].map(([symbol, f]) => [symbol, { ...f, power: f.power * exponent }]));
  return { factors: exponent === 0 ? new Map() : factors };
}

function combine(a: Unit, b: Unit, sign: 1 | -1): Unit {
  const factors = new Map(a.factors);
  for (const [symbol, factor] of b.factors) {
    const mine = factors.get(symbol);
    const sum = (mine?.power ?? 0) + sign * factor.power;
    if (sum === 0) {
      factors.delete(symbol);
    } else {
      factors.set(symbol, { ...factor, ...mine, power: sum });
    }
  }
  // The basis of a divided rate cancels: (cost / customers) / (jobs / customers) has none.
  const per = sign === 1 ? (a.per ?? b.per) : a.per === b.per ? undefined : (a.per ?? b.per);
  const unit = { factors, ...(per !== undefined && { per }) };
  const tens = (a.tens ?? 0) + sign * (b.tens ?? 0);
  return tens === 0 ? unit : rescale(unit, tens);
}

/**
 * The unit of a value that was multiplied by 10^exponent: a literal power of ten applied to a counted unit is its scale, so
 * USD / job times 1000 is USD / 1k jobs and jobs divided by 1000 is 1k jobs. A plain ratio times 100 is a percentage.
 */
export function rescale(unit: Unit, exponent: number): Unit {
  for (const sign of [-1, 1] as const) {
    for (const [symbol, factor] of unit.factors) {
      const scale = factor.scale - sign * exponent;
      if (factor.power === sign && scale >= 0 && !(factor.currency && sign === -1)) {
        return { ...unit, factors: new Map(unit.factors).set(symbol, { ...factor, scale }) };
      }
    }
  }
  const tens = (unit.tens ?? 0) + exponent; // 1000 * cost waits for the jobs that it is divided by
  return { factors: unit.factors, ...(unit.per !== undefined && { per: unit.per }), ...(tens !== 0 && { tens }) };
}

/** A flow per stock is per time; a stock per flow is multiplied by it. */
export function withBasis(unit: Unit, per: TimeBasis, side: 'per' | 'times'): Unit {
  return side === 'per' ? { ...unit, per } : multiply(unit, counted(per));
}

export function sameUnit(a: Unit, b: Unit): boolean {
  return unitText(a) === unitText(b);
}

const scaleNames: Readonly<Record<number, string>> = { 0: '', 1: '10 ', 2: '100 ', 3: '1k ', 6: '1M ', 9: '1G ' };

function plural(symbol: string): string {
  if (!/^[a-z][a-z ]*[a-z]$/.test(symbol) || symbol.endsWith('s')) {
    return symbol; // GB, vCPU-hours and what is plural already stay as they are
  }
  return /[^aeiou]y$/.test(symbol) ? `${symbol.slice(0, -1)}ies` : `${symbol}s`;
}

function factorText(symbol: string, scale: number, alone: boolean): string {
  const many = alone || scale > 0;
  const prefix = scaleNames[scale] ?? `10^${scale} `;
  return prefix + (many ? plural(symbol) : symbol);
}

/** `USD / 1k customers / month`; empty for a plain ratio, `%` for a percentage. */
export function unitText(unit: Unit): string {
  const factors = [...unit.factors].sort(([a], [b]) => (a < b ? -1 : 1));
  const above = factors.filter(([, factor]) => factor.power > 0);
  const text = ([symbol, factor]: (typeof factors)[number], alone: boolean) => {
    const exponent = Math.abs(factor.power) === 1 ? '' : `^${Math.abs(factor.power)}`;
    return factorText(symbol, factor.scale, alone && !factor.currency) + exponent;
  };
  const numerator = above.map((factor, index) => text(factor, index === above.length - 1)); // customer months, not customers months
  const denominator = factors.filter(([, factor]) => factor.power < 0).map((factor) => text(factor, false));
  if (unit.per !== undefined) {
    denominator.push(unit.per);
  }
  if (numerator.length === 0 && denominator.length === 0) {
    return unit.tens === 2 ? '%' : '';
  }
  return [numerator.join(' ') || '1', ...denominator].join(' / ');
}

/** Grafana's unit id: money as a currency, ratios as percentages, everything else as a suffix. */
export function grafanaUnit(unit: Unit): string {
  const text = unitText(unit);
  if (text === '') {
    return 'percentunit';
  }
  if (text === '%') {
    return 'percent';
  }
  const [only] = unit.factors.values();
  const isMoney =
    unit.factors.size === 1 && unit.per === undefined && only?.currency && only.power === 1 && only.scale === 0;
  return isMoney ? `currency${text}` : `suffix: ${text}`;
}

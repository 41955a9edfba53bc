import type { TimeBasis } from './grain.ts';

/**
 * A unit of measure as powers of symbols: USD / job is USD to the power of 1 and job to the power of -1. Money is told apart
 * by where it comes from, not by its letters: MAU is no currency. A time basis (design section 4.7) is a factor as well, so
 * that a month cancels a month and never a year.
 */
export interface Unit {
  readonly factors: ReadonlyMap<string, Factor>;
  /**
   * The value was multiplied by 10^tens and no factor has taken it as its scale: a ratio with 2 of them is a percentage. Of
   * an amount of money they are a plain multiplication, until something counted takes them: 1000 * cost / jobs.
   */
  readonly tens?: number;
  /** A logarithm and the like: without a unit, and no part of anything. */
  readonly isPure?: true;
}

interface Factor {
  readonly symbol: string;
  readonly kind: 'counted' | 'money' | 'time' | 'open';
  readonly power: number;
  /** The power of ten in which the symbol is counted: 3 for "1k jobs". */
  readonly scale: number;
}

export const one: Unit = { factors: new Map() };

/** A number that is no part of anything, such as a logarithm. */
export const pure: Unit = { ...one, isPure: true };

function simple(symbol: string, kind: Factor['kind'], key = symbol): Unit {
  return { factors: new Map([[`${kind} ${key}`, { symbol, kind, power: 1, scale: 0 }]]) };
}

export function counted(symbol: string): Unit {
  return simple(symbol, 'counted');
}

/** @param code ISO 4217 */
export function money(code: string): Unit {
  return simple(code, 'money');
}

/** The unit of a quantity before its data is read: it is compared with nothing yet. @param of whose unit it is */
export function open(symbol: string, of: string): Unit {
  return simple(symbol, 'open', of);
}

export function isPlain(unit: Unit): boolean {
  return unit.factors.size === 0;
}

export function isOpen(unit: Unit): boolean {
  return [...unit.factors.values()].some(({ kind }) => kind === 'open');
}

/** The unit of a product, with the exponent of the power of ten that brings its value to it. */
export interface Combined extends Unit {
  readonly exponent: number;
}

export function multiply(a: Unit, b: Unit): Combined {
  return combine(a, b, 1);
}

export function divide(a: Unit, b: Unit): Combined {
  return combine(a, b, -1);
}

export function power(unit: Unit, exponent: number): Unit {
  if (exponent === 0) {
    return one;
  }
  const factors = new Map([...unit.factors].map(([key, f]) => [key, { ...f, power: f.power * exponent }]));
  return { ...unit, factors, ...(unit.tens !== undefined && { tens: unit.tens * exponent }) };
}

/**
 * Symbols that meet lose their scales: USD / 1k jobs times jobs is 0.001 USD. Another factor takes what is lost as its scale,
 * a ratio keeps it as its tens, and an amount without either is brought to its unit.
 */
function combine(a: Unit, b: Unit, sign: 1 | -1): Combined {
  const factors = new Map(a.factors);
  let lost = 0;
  for (const [key, factor] of b.factors) {
    const added = sign * factor.power;
    const mine = factors.get(key);
    if (mine === undefined) {
      factors.set(key, { ...factor, power: added });
      continue;
    }
    lost -= mine.scale * mine.power + factor.scale * added;
    const sum = mine.power + added;
    if (sum === 0) {
      factors.delete(key);
    } else {
      factors.set(key, { ...factor, power: sum, scale: 0 });
    }
  }
  const written = (a.tens ?? 0) + sign * (b.tens ?? 0);
  if (factors.size === 0) {
    return { ...(a.isPure || b.isPure ? pure : rescale(one, written + lost)), exponent: 0 };
  }
  const unit = rescale({ factors }, lost);
  const left = unit.tens ?? 0;
  return { ...rescale({ factors: unit.factors }, written), exponent: left === 0 ? 0 : -left };
}

/**
 * The unit of a value that was multiplied by 10^exponent: a literal power of ten applied to a counted unit is its scale, so
 * USD / job times 1000 is USD / 1k jobs and jobs divided by 1000 is 1k jobs. A plain ratio times 100 is a percentage.
 */
export function rescale(unit: Unit, exponent: number): Unit {
  if (unit.isPure || exponent === 0) {
    return unit;
  }
  for (const sign of [-1, 1] as const) {
    for (const [key, factor] of unit.factors) {
      const scale = factor.scale - sign * exponent;
      if (factor.power === sign && scale >= 0 && isCounted(factor)) {
        return { ...unit, factors: new Map(unit.factors).set(key, { ...factor, scale }) };
      }
    }
  }
  return withTens(unit, (unit.tens ?? 0) + exponent); // 1000 * cost waits for the jobs that it is divided by
}

/** A tenth of a budget is an amount, not a number of ten dollars. */
function isCounted({ kind }: Factor): boolean {
  return kind === 'counted' || kind === 'open';
}

function withTens({ factors }: Unit, tens: number): Unit {
  return { factors, ...(tens !== 0 && { tens }) };
}

/** A flow per stock is per time; a stock per flow is multiplied by it. */
export function withBasis(unit: Unit, per: TimeBasis, side: 'per' | 'times'): Unit {
  const { factors, tens = 0 } = combine(unit, simple(per, 'time'), side === 'per' ? -1 : 1); // time has no scale to lose
  return withTens({ factors }, tens);
}

/** Whether values of the two can be added up: a ratio and a percentage cannot, nor jobs and 1k jobs. */
export function sameUnit(a: Unit, b: Unit): boolean {
  const same = ([key, factor]: [string, Factor]) => {
    const other = b.factors.get(key);
    return other?.power === factor.power && other.scale === factor.scale;
  };
  return (
    a.factors.size === b.factors.size &&
    [...a.factors].every(same) &&
    (a.factors.size > 0 || (a.tens ?? 0) === (b.tens ?? 0))
  );
}

/** The unit of a sum: cost - 0.1 * budget is an amount, in which no power of ten waits to become a scale. */
export function unitOfSum(first: Unit, others: readonly Unit[]): Unit {
  return others.every(({ tens }) => tens === first.tens) ? first : withTens(first, 0);
}

const scaleNames: Readonly<Record<number, string>> = { 1: '10', 2: '100', 3: '1k', 6: '1M', 9: '1G' };

function scaleText(exponent: number): string {
  return scaleNames[exponent] ?? `10^${exponent}`;
}

function plural(symbol: string): string {
  if (!/^[a-z][a-z ]*[a-z]$/.test(symbol) || symbol.endsWith('s')) {
    return symbol; // GB, vCPU-hours and what is plural already stay as they are
  }
  return /[^aeiou]y$/.test(symbol) ? `${symbol.slice(0, -1)}ies` : `${symbol}s`;
}

function factorText({ symbol, kind, power: exponent, scale }: Factor, isLast: boolean): string {
  const isMany = kind !== 'money' && kind !== 'open' && (scale > 0 || isLast);
  const name = isMany ? plural(symbol) : symbol;
  const scaled = scale > 0 ? `${scaleText(scale)} ${name}` : name;
  const size = Math.abs(exponent);
  return size === 1 ? scaled : scale > 0 ? `(${scaled})^${size}` : `${scaled}^${size}`;
}

/** `USD / 1k customers / month`; empty for a plain ratio, `%` for a percentage, `per 1k` for a ratio times 1000. */
export function unitText(unit: Unit): string {
  const factors = [...unit.factors.values()].sort(byPlace);
  if (factors.length === 0) {
    return tensText(unit.tens ?? 0);
  }
  const above = factors.filter((factor) => factor.power > 0);
  const numerator = above.map((factor, index) => factorText(factor, index === above.length - 1)); // customer months, not customers months
  const denominator = factors.filter((factor) => factor.power < 0).map((factor) => factorText(factor, false));
  return [numerator.join(' ') || '1', ...denominator].join(' / ');
}

function tensText(tens: number): string {
  if (tens === 0 || tens === 2) {
    return tens === 0 ? '' : '%';
  }
  return tens > 0 ? `per ${scaleText(tens)}` : `× ${scaleText(-tens)}`;
}

/** By name, time last. */
function byPlace(a: Factor, b: Factor): number {
  const rank = (factor: Factor) => (factor.kind === 'time' ? 1 : 0);
  return rank(a) - rank(b) || (a.symbol < b.symbol ? -1 : 1);
}

/** Grafana's unit id: money as a currency, ratios as percentages, everything else as a suffix. */
export function grafanaUnit(unit: Unit): string {
  const text = unitText(unit);
  if (text === '') {
    return unit.isPure ? 'none' : 'percentunit';
  }
  if (text === '%') {
    return 'percent';
  }
  const [only] = unit.factors.values();
  const isMoney = unit.factors.size === 1 && only?.kind === 'money' && only.power === 1 && only.scale === 0;
  return isMoney ? `currency${text}` : `suffix: ${text}`;
}

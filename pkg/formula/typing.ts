import {
  divide,
  isOpen,
  isPlain,
  multiply,
  one,
  power,
  pure,
  rescale,
  sameUnit,
  unitOfSum,
  unitText,
  type Unit,
} from '../model/unit.ts';
import type { Bound, Context, Operation, TimeKind } from './bound.ts';
import { ProblemSignal } from './expression.ts';

/** A bound node with what is known of its value before anything runs. */
export interface Typed extends Shape {
  readonly node: Bound;
  /** The value of a literal. */
  readonly literal?: number;
}

export interface Shape {
  readonly unit: Unit;
  readonly time: TimeKind;
  /** The stretch of time that its flows cover; `several` where they differ. */
  readonly window?: Stretch | 'several';
  /** A ratio that divides by a flow or a stock without having met the other: 1 / customers. */
  readonly over?: 'flow' | 'stock';
}

/** Functions over time around a leg, and whose days count there. */
export type Stretch = Pick<Context, 'steps' | 'choice'>;

/** The shape of a product or quotient. */
export interface Calculated extends Shape {
  /** The value is brought to the unit by this power of ten. */
  readonly exponent?: number;
  /** A flow meets a stock, so that the answer needs a time basis (design section 4.7). */
  readonly basis?: 'per' | 'times';
}

/** The node of an operation over nodes. */
export function operation(name: Operation, first: Typed, ...others: readonly Typed[]): Bound {
  return { kind: 'operation', operation: name, args: [first.node, ...others.map(({ node }) => node)] };
}

/** A unit as users read it in a sentence. */
function named(unit: Unit): string {
  return unitText(unit) || 'a plain ratio';
}

/** What adding, comparing or choosing between values needs: one unit and one relation to time; literals take the other's. */
export function alike(values: readonly Typed[], verb: string, at: number): Shape {
  const [first, ...others] = values.filter((value) => value.time !== 'number');
  if (first === undefined) {
    return { unit: one, time: 'number' };
  }
  for (const other of others) {
    const isKnown = !isOpen(first.unit) && !isOpen(other.unit);
    if (isKnown && !sameUnit(first.unit, other.unit)) {
      const wayOut = verb === 'add' || verb === 'subtract' ? '; divide one by the other, or show two formulas' : '';
      throw new ProblemSignal(`cannot ${verb} ${named(first.unit)} and ${named(other.unit)}${wayOut}`, at);
    }
    if (first.time !== other.time) {
      throw new ProblemSignal(`cannot ${verb} a ${first.time} and a ${other.time} of the same unit`, at);
    }
  }
  const unit = unitOfSum(
    first.unit,
    others.map((other) => other.unit)
  );
  return { unit, time: first.time, ...windowOf([first, ...others]), ...overOf(first, ...others) };
}

function windowOf(shapes: readonly Shape[]): Pick<Shape, 'window'> {
  const [first, ...others] = shapes.flatMap(({ window }) => (window === undefined ? [] : [window]));
  if (first === undefined) {
    return {};
  }
  return { window: others.reduce(joined, first) };
}

function joined(a: Stretch | 'several', b: Stretch | 'several'): Stretch | 'several' {
  if (a === 'several' || b === 'several' || JSON.stringify(a.steps) !== JSON.stringify(b.steps)) {
    return 'several';
  }
  return a.choice === b.choice ? a : { steps: a.steps }; // coalesce(cost, budget): the days of neither alone
}

function overOf(...shapes: readonly Shape[]): Pick<Shape, 'over'> {
  const over = shapes.find((shape) => shape.over !== undefined)?.over;
  return over === undefined ? {} : { over };
}

export function product(a: Typed, b: Typed): Calculated {
  const tens = powerOfTen(b) ?? powerOfTen(a);
  if (tens !== undefined) {
    const { unit, time, window, over } = powerOfTen(b) === undefined ? b : a;
    return { unit: rescale(unit, tens), time, ...(window && { window }), ...(over && { over }) };
  }
  const { exponent, ...unit } = multiply(a.unit, b.unit);
  const shape = { unit, exponent, ...windowOf([a, b]) };
  const meets = (x: Typed, y: Typed) => x.time === 'ratio' && ((x.over === 'stock' && y.time === 'flow') || (x.over === 'flow' && y.time === 'stock')); // prettier-ignore
  const over = meets(a, b) ? a.over : meets(b, a) ? b.over : undefined;
  if (over !== undefined) {
    return { ...shape, time: 'ratio', basis: over === 'stock' ? 'per' : 'times' };
  }
  const time = productTime(a.time, b.time);
  return { ...shape, time, ...(time === 'ratio' && overOf(a, b)) };
}

function productTime(a: TimeKind, b: TimeKind): TimeKind {
  if (a === 'number' || (a === 'ratio' && b !== 'number')) {
    return b;
  }
  return b === 'number' || b === 'ratio' ? a : 'flow';
}

export function quotient(a: Typed, b: Typed): Calculated {
  const tens = powerOfTen(b);
  if (tens !== undefined) {
    const { time, window, over } = a;
    return { unit: rescale(a.unit, -tens), time, ...(window && { window }), ...(over && { over }) };
  }
  const { exponent, ...unit } = divide(a.unit, b.unit);
  const shape = { unit, exponent };
  if (a.time === 'flow' && b.time === 'stock') {
    return { ...shape, time: 'ratio', basis: 'per', ...windowOf([a]) };
  }
  if (a.time === 'stock' && b.time === 'flow') {
    return { ...shape, time: 'ratio', basis: 'times', ...windowOf([b]) };
  }
  if (b.time === 'number' || b.time === 'ratio') {
    const time = a.time === 'number' ? b.time : a.time;
    return { ...shape, time, ...windowOf([a]), ...(time === 'ratio' && overOf(a)) };
  }
  const isOver = a.time === 'number' || a.time === 'ratio';
  return { ...shape, time: 'ratio', ...(isOver && { over: b.time, ...windowOf([b]) }) };
}

export function raised(base: Typed, exponent: Typed, at: number): Shape {
  if (base.time === 'number' && exponent.time === 'number') {
    return { unit: one, time: 'number' };
  }
  if (!isUnitless(exponent.unit) || (exponent.literal === undefined && !isUnitless(base.unit))) {
    throw new ProblemSignal('a value with a unit can only be raised to a number written out', at);
  }
  return { unit: exponent.literal === undefined ? pure : power(base.unit, exponent.literal), time: 'ratio' };
}

/** Or nobody knows yet. */
export function isUnitless(unit: Unit): boolean {
  return isPlain(unit) || isOpen(unit);
}

function powerOfTen(value: Typed): number | undefined {
  if (value.literal === undefined || value.literal <= 0) {
    return undefined;
  }
  const exponent = Math.round(Math.log10(value.literal));
  return exponent !== 0 && 10 ** exponent === value.literal ? exponent : undefined;
}

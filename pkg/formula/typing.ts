import { divide, isPlain, multiply, one, power, rescale, sameUnit, unitText, type Unit } from '../model/unit.ts';
import type { Bound, Operation, TimeKind } from './bound.ts';
import { ProblemSignal } from './expression.ts';

/** A bound node with what is known of its value before anything runs. */
export interface Typed {
  readonly node: Bound;
  readonly unit: Unit;
  readonly time: TimeKind;
  /** The value of a literal. */
  readonly literal?: number;
}

/** The node of an operation over nodes. */
export function operation(name: Operation, ...args: readonly Typed[]): Bound {
  return { kind: 'operation', operation: name, args: args.map((arg) => arg.node) };
}

export type Shape = Omit<Typed, 'node' | 'literal'>;

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
    if (!sameUnit(first.unit, other.unit)) {
      throw new ProblemSignal(`cannot ${verb} ${named(first.unit)} and ${named(other.unit)}`, at);
    }
    if (first.time !== other.time) {
      throw new ProblemSignal(`cannot ${verb} a ${first.time} and a ${other.time} of the same unit`, at);
    }
  }
  return { unit: first.unit, time: first.time };
}

export function product(a: Typed, b: Typed): Shape {
  const exponent = powerOfTen(b) ?? powerOfTen(a);
  if (exponent !== undefined) {
    const other = powerOfTen(b) === undefined ? b : a;
    return { unit: rescale(other.unit, exponent), time: other.time };
  }
  return { unit: multiply(a.unit, b.unit), time: productTime(a.time, b.time) };
}

function productTime(a: TimeKind, b: TimeKind): TimeKind {
  if (a === 'number' || (a === 'ratio' && b !== 'number')) {
    return b;
  }
  return b === 'number' || b === 'ratio' ? a : 'flow';
}

/** `basis` tells that a flow meets a stock, so that the answer needs a time basis (design section 4.7). */
export function quotient(a: Typed, b: Typed): Shape & { readonly basis?: 'per' | 'times' } {
  const exponent = powerOfTen(b);
  if (exponent !== undefined) {
    return { unit: rescale(a.unit, -exponent), time: a.time };
  }
  const unit = divide(a.unit, b.unit);
  if (a.time === 'flow' && b.time === 'stock') {
    return { unit, time: 'ratio', basis: 'per' };
  }
  if (a.time === 'stock' && b.time === 'flow') {
    return { unit, time: 'ratio', basis: 'times' };
  }
  const time = b.time === 'number' ? a.time : b.time === 'ratio' ? (a.time === 'number' ? 'ratio' : a.time) : 'ratio';
  return { unit, time };
}

export function raised(base: Typed, exponent: Typed, at: number): Shape {
  if (base.time === 'number' && exponent.time === 'number') {
    return { unit: one, time: 'number' };
  }
  if (!isPlain(exponent.unit) || (exponent.literal === undefined && !isPlain(base.unit))) {
    throw new ProblemSignal('a value with a unit can only be raised to a number written out', at);
  }
  return { unit: power(base.unit, exponent.literal ?? 1), time: 'ratio' };
}

function powerOfTen(value: Typed): number | undefined {
  if (value.literal === undefined || value.literal <= 0) {
    return undefined;
  }
  const exponent = Math.round(Math.log10(value.literal));
  return exponent !== 0 && 10 ** exponent === value.literal ? exponent : undefined;
}

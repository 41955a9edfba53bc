import { one, pure, unitText } from '../model/unit.ts';
import { ProblemSignal } from './expression.ts';
import type { ScalarFunction } from './functions.ts';
import { alike, isUnitless, operation, raised, type Shape, type Typed } from './typing.ts';

type Arguments = readonly [Typed, ...Typed[]];

/** A scalar function over arguments that are bound: which of them give the result its unit. Their number has been checked. */
export function bindScalarCall(name: ScalarFunction, args: Arguments, at: number): Typed {
  return { node: operation(name, ...args), ...shapeOf(name, args, at) };
}

function shapeOf(name: ScalarFunction, args: Arguments, at: number): Shape {
  const verb = `use ${name} on`;
  const [first, second] = args;
  switch (name) {
    case 'if':
      return alike(args.slice(1), verb, at); // the condition chooses, it does not count
    case 'round':
      if (second !== undefined && second.time !== 'number') {
        throw new ProblemSignal('the digits of round are a number, such as round(x, 2)', at);
      }
      return alike(args.slice(0, 1), verb, at);
    case 'log':
    case 'exp':
      if (!isUnitless(first.unit)) {
        throw new ProblemSignal(`${name} needs a number without a unit, and this is in ${unitText(first.unit)}`, at);
      }
      return { unit: pure, time: first.time === 'number' ? 'number' : 'ratio' };
    case 'sqrt':
      return raised(first, { node: { kind: 'constant', value: 0.5 }, unit: one, time: 'number', literal: 0.5 }, at);
    default:
      return alike(args, verb, at);
  }
}

import type { TimeBasis } from '../model/grain.ts';
import { one, withBasis } from '../model/unit.ts';
import type { Binding, Bound, Context, LegUse, Operation, Scope } from './bound.ts';
import { ProblemSignal, type Expression } from './expression.ts';
import { contextFunctions, functionNames, isContextFunction, isScalarFunction, scalarFunctions } from './functions.ts';
import { parseFormula } from './parse.ts';
import { alike, product, quotient, raised, type Typed } from './typing.ts';

/** A KPI may use KPIs; a circle is found by its depth. */
const maxKpiDepth = 10;

/** Each previous() reads one more range of data. */
const maxShift = 12;

interface Setting {
  readonly scope: Scope;
  readonly context: Context;
  readonly per: TimeBasis;
  readonly kpiDepth: number;
  readonly uses: Map<string, LegUse>;
  /** The bases that were applied, to be shown. */
  readonly bases: Set<TimeBasis>;
}

/**
 * Looks names up, checks units, relation to time and arguments, and says which aggregations of which legs are needed.
 * @param per time basis of a flow per stock; month by default
 */
export function bindFormula(expression: Expression, scope: Scope, per: TimeBasis = 'month'): Binding {
  const setting: Setting = {
    scope,
    context: { groups: 'each', shift: 0 },
    per,
    kpiDepth: 0,
    uses: new Map(),
    bases: new Set(),
  };
  try {
    const { node, unit, time } = bind(expression, setting);
    const [basis] = setting.bases;
    return { ok: true, formula: { root: node, unit, time, uses: [...setting.uses.values()], ...(basis && { basis }) } };
  } catch (thrown) {
    if (thrown instanceof ProblemSignal) {
      return { ok: false, problem: thrown.problem };
    }
    throw thrown;
  }
}

function bind(expression: Expression, setting: Setting): Typed {
  switch (expression.kind) {
    case 'number':
      return {
        node: { kind: 'constant', value: expression.value },
        unit: one,
        time: 'number',
        literal: expression.value,
      };
    case 'duration':
      throw new ProblemSignal(`the duration ${expression.text} has no place here`, expression.at);
    case 'name':
      return bindName(expression.name, expression.at, setting);
    case 'unary': {
      const operand = bind(expression.operand, setting);
      if (expression.operator === '+') {
        return operand;
      }
      return expression.operator === '-'
        ? {
            ...operand,
            node: operation('negate', operand),
            ...(operand.literal !== undefined && { literal: -operand.literal }),
          }
        : { node: operation('not', operand), unit: one, time: 'number' };
    }
    case 'binary':
      return bindBinary(expression, setting);
    case 'call':
      return bindCall(expression, setting);
  }
}

function operation(name: Operation, ...args: readonly Typed[]): Bound {
  return { kind: 'operation', operation: name, args: args.map((arg) => arg.node) };
}

function bindName(name: string, at: number, setting: Setting): Typed {
  const meaning = setting.scope.lookup(name);
  if (meaning === undefined) {
    const isFunction = functionNames.includes(name);
    const known = setting.scope.known.slice(0, 12).join(', ');
    throw new ProblemSignal(
      isFunction ? `${name} is a function and needs parentheses` : `unknown name ${name}; known are ${known}`,
      at
    );
  }
  if (meaning.kind === 'problem') {
    throw new ProblemSignal(meaning.message, at);
  }
  if (meaning.kind === 'leg') {
    const use: LegUse = { leg: meaning.leg, ...setting.context };
    setting.uses.set(`${use.leg} ${use.groups} ${use.shift}`, use);
    return { node: { kind: 'leg', use }, unit: meaning.unit, time: meaning.time };
  }
  if (setting.kpiDepth >= maxKpiDepth) {
    throw new ProblemSignal(`the KPI ${name} leads back to itself, or is nested deeper than ${maxKpiDepth}`, at);
  }
  const parsed = parseFormula(meaning.expression);
  const inside = (message: string) => new ProblemSignal(`in the KPI ${name} (${meaning.expression}): ${message}`, at);
  if (!parsed.ok) {
    throw inside(`${parsed.problem.message} at position ${parsed.problem.position + 1}`);
  }
  try {
    return bind(parsed.expression, { ...setting, per: meaning.per ?? setting.per, kpiDepth: setting.kpiDepth + 1 });
  } catch (thrown) {
    throw thrown instanceof ProblemSignal ? inside(thrown.problem.message) : thrown;
  }
}

function bindBinary(expression: Extract<Expression, { kind: 'binary' }>, setting: Setting): Typed {
  const left = bind(expression.left, setting);
  const right = bind(expression.right, setting);
  const { operator, at } = expression;
  const node = operation(operator, left, right);
  switch (operator) {
    case '+':
      return { node, ...alike([left, right], 'add', at) };
    case '-':
      return { node, ...alike([left, right], 'subtract', at) };
    case '%':
      return { node, ...alike([left, right], 'divide with remainder', at) };
    case '*':
      return { node, ...product(left, right) };
    case '/': {
      const { basis, ...shape } = quotient(left, right);
      if (basis === undefined) {
        return { node, ...shape };
      }
      setting.bases.add(setting.per);
      return {
        node: { kind: 'basis', operand: node, basis: setting.per, side: basis, context: setting.context },
        unit: withBasis(shape.unit, setting.per, basis),
        time: shape.time,
      };
    }
    case '^':
      return { node, ...raised(left, right, at) };
    case '&&':
    case '||':
      return { node, unit: one, time: 'number' };
    default:
      alike([left, right], 'compare', at);
      return { node, unit: one, time: 'number' };
  }
}

function bindCall(expression: Extract<Expression, { kind: 'call' }>, setting: Setting): Typed {
  const { name, args, at } = expression;
  if (isContextFunction(name)) {
    expectArguments(contextFunctions[name].arguments, args.length, contextFunctions[name].signature, at);
    const [inner] = args;
    if (inner === undefined) {
      throw new ProblemSignal(`${name} needs an argument`, at);
    }
    const { context } = setting;
    if (name === 'previous' && context.shift >= maxShift) {
      throw new ProblemSignal(`previous() is nested deeper than ${maxShift}`, at);
    }
    return bind(inner, {
      ...setting,
      context: name === 'total' ? { ...context, groups: 'total' } : { ...context, shift: context.shift + 1 },
    });
  }
  if (!isScalarFunction(name)) {
    throw new ProblemSignal(`unknown function ${name}; known are ${functionNames.join(', ')}`, at);
  }
  expectArguments(scalarFunctions[name].arguments, args.length, scalarFunctions[name].signature, at);
  const typed = args.map((arg) => bind(arg, setting));
  const chosen = name === 'if' ? typed.slice(1) : name === 'round' ? typed.slice(0, 1) : typed;
  return { node: operation(name, ...typed), ...alike(chosen, `use ${name} on`, at) };
}

function expectArguments([least, most]: readonly [number, number], given: number, signature: string, at: number): void {
  if (given < least || given > most) {
    throw new ProblemSignal(`${signature} does not take ${given} argument${given === 1 ? '' : 's'}`, at);
  }
}

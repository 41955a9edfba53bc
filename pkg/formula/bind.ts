import type { TimeBasis } from '../model/grain.ts';
import { knownText } from '../model/nearest.ts';
import { one, withBasis } from '../model/unit.ts';
import { contextText, type Binding, type Bound, type Context, type LegUse, type Meaning, type Scope } from './bound.ts';
import { chainOf, ProblemSignal, type Binary, type Expression } from './expression.ts';
import { bindScalarCall } from './bind-scalar.ts';
import { bindTimeStep } from './bind-time.ts';
import { functionNames, functions, isGroupFunction, isScalarFunction, isTimeFunction } from './functions.ts';
import type { OverGroups } from './over-groups.ts';
import { parseFormula } from './parse.ts';
import { refuseShare } from './share.ts';
import { alike, operation, product, quotient, raised, type Calculated, type Typed } from './typing.ts';

/** A KPI may use KPIs; a circle is found by its depth. */
const maxKpiDepth = 10;

/** Functions over time within each other: each may read one more range of data. */
const maxSteps = 12;

const defaultBasis: TimeBasis = 'month';

interface Setting {
  readonly scope: Scope;
  readonly context: Context;
  readonly per: TimeBasis;
  readonly kpiDepth: number;
  readonly uses: Map<string, LegUse>;
  /** By leg. */
  readonly overGroups: Map<number, OverGroups>;
  /** The bases that were applied, with the KPI that did. */
  readonly bases: Map<TimeBasis, string>;
  /** The KPI whose expression this is; empty for the formula itself. */
  readonly kpi: string;
  /** Arguments of coalesce() and if() so far. */
  readonly choices: { count: number };
}

/**
 * Looks names up, checks units, relation to time and arguments, and says which aggregations of which legs are needed.
 * @param per time basis of a flow per stock; month by default. KPIs have their own, so that they mean the same everywhere
 */
export function bindFormula(expression: Expression, scope: Scope, per?: TimeBasis): Binding {
  const setting: Setting = {
    scope,
    context: { groups: 'each', steps: [] },
    per: defaultBasis,
    kpiDepth: 0,
    uses: new Map(),
    overGroups: new Map(),
    bases: new Map(),
    kpi: '',
    choices: { count: 0 },
  };
  try {
    const { node, unit, time } = bindPer(expression, setting, per);
    return {
      ok: true,
      formula: { root: node, unit, time, uses: [...setting.uses.values()], bases: [...setting.bases.keys()] },
    };
  } catch (thrown) {
    if (thrown instanceof ProblemSignal) {
      return { ok: false, problem: thrown.problem };
    }
    throw thrown;
  }
}

/** A whole expression on the time basis that goes with it. @throws ProblemSignal where only KPIs have one, and another */
function bindPer(expression: Expression, setting: Setting, per: TimeBasis | undefined): Typed {
  const bases = new Map<TimeBasis, string>();
  const typed = bind(expression, { ...setting, per: per ?? defaultBasis, bases });
  const [first] = bases;
  if (per !== undefined && first !== undefined && !bases.has(per)) {
    const [basis, kpi] = first;
    throw new ProblemSignal(
      `per: ${per} has no effect here, because the KPI ${kpi} is per ${basis} wherever it is used; remove per, or write the expression of ${kpi} in its place`,
      expression.at
    );
  }
  for (const [basis, kpi] of bases) {
    setting.bases.set(basis, setting.bases.get(basis) ?? kpi);
  }
  return typed;
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
    case 'binary': {
      const { first, links } = chainOf(expression);
      return links.reduce((left, link) => bindBinary(link, left, setting), bind(first, setting));
    }
    case 'call':
      return bindCall(expression, setting);
  }
}

function bindName(name: string, at: number, setting: Setting): Typed {
  const meaning = setting.scope.lookup(name);
  if (meaning === undefined) {
    const isFunction = functionNames.includes(name);
    const { known } = setting.scope;
    throw new ProblemSignal(
      isFunction
        ? `${name} is a function and needs parentheses`
        : `unknown name ${name}${knownText(name, known, 'known', known.slice(0, 16))}`,
      at
    );
  }
  if (meaning.kind === 'problem') {
    throw new ProblemSignal(meaning.message, at);
  }
  if (meaning.kind === 'leg') {
    const use: LegUse = { leg: meaning.leg, ...setting.context };
    setting.uses.set(`${use.leg} ${contextText(use)}`, use);
    const { unit, time } = meaning;
    setting.overGroups.set(meaning.leg, meaning.overGroups);
    return { node: { kind: 'leg', use }, unit, time, ...(time === 'flow' && { window: setting.context }) };
  }
  if (meaning.kind === 'target') {
    const { unit, time } = bindKpi(name, meaning, at, { ...setting, uses: new Map(), bases: new Map() });
    return { node: { kind: 'constant', value: meaning.value }, unit, time };
  }
  return bindKpi(name, meaning, at, setting);
}

function bindKpi(
  name: string,
  kpi: Pick<Extract<Meaning, { kind: 'kpi' }>, 'expression' | 'per'>,
  at: number,
  setting: Setting
): Typed {
  if (setting.kpiDepth >= maxKpiDepth) {
    throw new ProblemSignal(`the KPI ${name} leads back to itself, or is nested deeper than ${maxKpiDepth}`, at);
  }
  const parsed = parseFormula(kpi.expression);
  const inside = (message: string) => new ProblemSignal(`in the KPI ${name} (${kpi.expression}): ${message}`, at);
  if (!parsed.ok) {
    throw inside(`${parsed.problem.message} at position ${parsed.problem.position + 1}`);
  }
  try {
    return bindPer(parsed.expression, { ...setting, kpiDepth: setting.kpiDepth + 1, kpi: name }, kpi.per);
  } catch (thrown) {
    throw thrown instanceof ProblemSignal ? inside(thrown.problem.message) : thrown;
  }
}

function bindBinary({ operator, right: operand, at }: Binary, left: Typed, setting: Setting): Typed {
  const right = bind(operand, setting);
  const node = operation(operator, left, right);
  switch (operator) {
    case '+':
      return { node, ...alike([left, right], 'add', at) };
    case '-':
      return { node, ...alike([left, right], 'subtract', at) };
    case '%':
      return { node, ...alike([left, right], 'divide with remainder', at) };
    case '*':
      return calculated(node, product(left, right), setting, at);
    case '/':
      return calculated(node, quotient(left, right), setting, at);
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

/** A product or quotient, brought to its unit and to its time basis: that of the stretch of time which its flows cover. */
function calculated(node: Bound, { exponent = 0, basis, ...shape }: Calculated, setting: Setting, at: number): Typed {
  const operand = exponent === 0 ? node : broughtBy(node, exponent);
  if (basis === undefined) {
    return { node: operand, ...shape };
  }
  const { per, context } = setting;
  const { window = context } = shape; // a target has none of its own
  if (window === 'several') {
    throw new ProblemSignal(
      'amounts over different stretches of time have no time basis together; divide each of them by itself, such as cost / customers - previous(cost / customers)',
      at
    );
  }
  setting.bases.set(per, setting.kpi);
  return {
    node: { kind: 'basis', operand, basis: per, side: basis, context: { ...window, groups: context.groups } },
    unit: withBasis(shape.unit, per, basis),
    time: shape.time,
  };
}

function broughtBy(node: Bound, exponent: number): Bound {
  const power: Bound = { kind: 'constant', value: 10 ** Math.abs(exponent) };
  return { kind: 'operation', operation: exponent < 0 ? '/' : '*', args: [node, power] };
}

function bindCall(expression: Extract<Expression, { kind: 'call' }>, setting: Setting): Typed {
  const { name, args, at } = expression;
  const info = Object.hasOwn(functions, name) ? functions[name] : undefined;
  const [first, second] = args;
  if (info === undefined) {
    throw new ProblemSignal(`unknown function ${name}${knownText(name, functionNames, 'known')}`, at);
  }
  const [least, most] = info.arguments;
  if (first === undefined || args.length < least || args.length > most) {
    throw new ProblemSignal(
      `${info.signature} does not take ${args.length} argument${args.length === 1 ? '' : 's'}`,
      at
    );
  }
  if (isTimeFunction(name)) {
    const { context } = setting;
    if (context.steps.length >= maxSteps) {
      throw new ProblemSignal(`functions over time are nested deeper than ${maxSteps}`, at);
    }
    const steps = [...context.steps, bindTimeStep(name, second, at)];
    return bind(first, { ...setting, context: { ...context, steps } });
  }
  if (isScalarFunction(name)) {
    const bound = (arg: Expression) => bind(arg, name === 'coalesce' || name === 'if' ? chosen(setting) : setting);
    return bindScalarCall(name, [bound(first), ...args.slice(1).map(bound)], at);
  }
  if (!isGroupFunction(name)) {
    throw new RangeError(`${name} has no binding`); // the table of functions has three kinds
  }
  const overAll: Setting = { ...setting, context: { ...setting.context, groups: 'total' } };
  switch (name) {
    case 'total':
      return bind(first, overAll);
    case 'rank': {
      const { node } = bind(first, setting);
      return { node: { kind: 'rank', operand: node }, unit: one, time: 'number' };
    }
    case 'share': {
      const part = bind(first, setting);
      const isByGroup = setting.context.groups === 'each';
      refuseShare(part, first, isByGroup, (leg) => setting.overGroups.get(leg) ?? 'apart', at);
      const whole = bind(first, overAll);
      return { node: operation('/', part, whole), unit: one, time: 'ratio' };
    }
  }
}

/** The setting of one argument of a function that chooses. */
function chosen({ choices, ...setting }: Setting): Setting {
  choices.count++;
  return { ...setting, choices, context: { ...setting.context, choice: choices.count } };
}

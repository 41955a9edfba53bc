import jsep from 'jsep';
import { maxFormulaLength } from '../model/kpi.ts';
import { maxFormulaDepth, tooDeepAt } from './depth.ts';
import { binaryOperators, ProblemSignal, type BinaryOperator, type Expression, type Parsed } from './expression.ts';
import { positionOf, spanTokens } from './positions.ts';

jsep.removeAllBinaryOps();
jsep.removeAllUnaryOps();
jsep.removeAllLiterals();
for (const [operator, precedence] of Object.entries(binaryOperators)) {
  jsep.addBinaryOp(operator, precedence, operator === '^');
}
for (const operator of ['-', '+', '!']) {
  jsep.addUnaryOp(operator);
}
jsep.addLiteral('true', 1);
jsep.addLiteral('false', 0);
spanTokens(jsep);

/** Text to tree. Nothing is looked up yet: unknown names and functions are found by binding. */
export function parseFormula(text: string): Parsed {
  if (text.length > maxFormulaLength) {
    return fail(`the formula is longer than ${maxFormulaLength} characters`, maxFormulaLength);
  }
  if (text.trim() === '') {
    return fail('the formula is empty; write one such as cost / jobs', 0);
  }
  const deep = tooDeepAt(text); // before jsep, which reads brackets by recursion
  if (deep !== undefined) {
    return fail(tooDeep, deep);
  }
  try {
    return { ok: true, expression: convert(jsep(text), text, 0) };
  } catch (thrown) {
    if (thrown instanceof ProblemSignal) {
      return { ok: false, problem: thrown.problem };
    }
    if (thrown instanceof Error && 'index' in thrown && 'description' in thrown) {
      return fail(String(thrown.description), Math.min(Number(thrown.index), text.length));
    }
    throw thrown;
  }
}

const tooDeep = `the formula is nested deeper than ${maxFormulaDepth} levels`;

function fail(message: string, position: number): Parsed {
  return { ok: false, problem: { message, position } };
}

/** @param depth of signs and powers around the node; brackets have been counted */
function convert(node: jsep.Expression, text: string, depth: number): Expression {
  const core = node as jsep.CoreExpression; // jsep builds no other types once its operators are ours
  const at = positionOf(node);
  if (depth > maxFormulaDepth) {
    throw new ProblemSignal(tooDeep, at);
  }
  const same = (child: jsep.Expression) => convert(child, text, depth);
  switch (core.type) {
    case 'Literal':
      if (typeof core.value === 'number') {
        return { kind: 'number', value: core.value, at };
      }
      if (core.raw.startsWith('duration:')) {
        return { kind: 'duration', text: String(core.value), at };
      }
      throw new ProblemSignal('text has no place in a formula; put values into filters', at);
    case 'Identifier':
      return { kind: 'name', name: core.name, at };
    case 'MemberExpression':
      if (!core.computed && isIdentifier(core.object) && isIdentifier(core.property)) {
        return { kind: 'name', name: `${core.object.name}.${core.property.name}`, at };
      }
      throw new ProblemSignal('only dataset.measure may hold a dot, such as cloud.billed_cost', at);
    case 'UnaryExpression':
      return {
        kind: 'unary',
        operator: core.operator as '-' | '+' | '!',
        operand: convert(core.argument, text, depth + 1),
        at,
      };
    case 'BinaryExpression':
      return convertChain(core, text, depth);
    case 'ConditionalExpression':
      return { kind: 'call', name: 'if', args: [core.test, core.consequent, core.alternate].map(same), at };
    case 'CallExpression':
      if (!isIdentifier(core.callee)) {
        throw new ProblemSignal('only functions of the formula language can be called', at);
      }
      return { kind: 'call', name: core.callee.name, args: core.arguments.map(same), at };
    case 'Compound': {
      const second = core.body[1];
      throw new ProblemSignal('an operator is missing between two expressions', second ? positionOf(second) : at);
    }
    case 'ThisExpression':
    case 'ArrayExpression':
    case 'SequenceExpression':
      throw new ProblemSignal('lists and this have no place in a formula', at);
  }
}

/** Left sides in a loop: a sum of a thousand terms is long and not deep. */
function convertChain(whole: jsep.BinaryExpression, text: string, depth: number): Expression {
  const links: jsep.BinaryExpression[] = [];
  let first: jsep.Expression = whole;
  while (isBinary(first)) {
    links.push(first);
    first = first.left;
  }
  return links.reduceRight<Expression>(
    (left, link) => {
      const at = positionOf(link);
      const isPower = link.operator === '^';
      if (isPower && link.left.type === 'UnaryExpression' && text[positionOf(link.left)] !== '(') {
        throw new ProblemSignal('a sign before a power is ambiguous; write -(x^2) or (-x)^2', at);
      }
      const right = convert(link.right, text, isPower ? depth + 1 : depth);
      return { kind: 'binary', operator: link.operator as BinaryOperator, left, right, at };
    },
    convert(first, text, depth)
  );
}

function isBinary(node: jsep.Expression): node is jsep.BinaryExpression {
  return node.type === 'BinaryExpression';
}

function isIdentifier(node: jsep.Expression): node is jsep.Identifier {
  return node.type === 'Identifier';
}

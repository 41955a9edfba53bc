import type jsep from 'jsep';

/** jsep keeps no positions: its hooks see where a token begins, and numbers and durations are read here. */
const starts: number[] = [];
const positions = new WeakMap<jsep.Expression, number>();

const numberPattern = /(\d[\d_]*(\.[\d_]*)?|\.\d[\d_]*)([eE][+-]?\d+)?/y;
const durationPattern = /(\d+)(?:mo|[hdwmqy](?![a-z])|\s+(?:HOUR|DAY|WEEK|MONTH|QUARTER|YEAR)S?)\b/iy;

export function spanTokens(parser: typeof jsep): void {
  parser.hooks.add('gobble-token', function begin(env) {
    if (this.index === 0 || this.expr.slice(0, this.index).trim() === '') {
      starts.length = 0; // a parse that failed left its own behind
    }
    starts.push(this.index);
    const literal = matchAt(durationPattern, this.expr, this.index);
    if (literal !== undefined) {
      this.index += literal.length;
      env.node = { type: 'Literal', value: literal, raw: `duration:${literal}` };
      return;
    }
    const digits = matchAt(numberPattern, this.expr, this.index);
    if (digits !== undefined) {
      this.index += digits.length;
      if (/[A-Za-z_$]/.test(this.char)) {
        this.throwError('a name cannot start with a digit');
      }
      env.node = { type: 'Literal', value: Number(digits.replaceAll('_', '')), raw: digits };
    }
  });
  parser.hooks.add('after-token', (env) => {
    const start = starts.pop();
    if (env.node && start !== undefined) {
      positions.set(env.node, start);
    }
  });
}

function matchAt(pattern: RegExp, text: string, index: number): string | undefined {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0];
}

/** Where a node begins; an operator's node begins where its left side does. */
export function positionOf(node: jsep.Expression): number {
  let first: jsep.Expression | undefined = node;
  while (first !== undefined) {
    const own = positions.get(first);
    if (own !== undefined) {
      positions.set(node, own); // the next one around it need not walk again
      return own;
    }
    first = firstChild(first);
  }
  return 0;
}

function firstChild(node: jsep.Expression): jsep.Expression | undefined {
  for (const key of ['left', 'test', 'callee', 'object', 'body']) {
    const child = node[key];
    const first: unknown = Array.isArray(child) ? child[0] : child;
    if (isNode(first)) {
      return first;
    }
  }
  return undefined;
}

function isNode(value: unknown): value is jsep.Expression {
  return typeof value === 'object' && value !== null && 'type' in value;
}

import type { Dimension } from '../model/dimension.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import { ruleName } from '../model/shadowed-rules.ts';
import { re2Fault } from './re2.ts';

/** Why a dimension cannot be computed: the first pattern of its rules that is not RE2 syntax. Undefined where all are. */
export function brokenRule({ name, rules }: Dimension): UnitEconomicsError | undefined {
  for (const [index, { value, where }] of rules.entries()) {
    const patterns = where.flatMap((test) => (test.op === 'regex' ? test.values : []));
    const wrong = patterns.find((pattern) => re2Fault(pattern) !== undefined);
    if (wrong !== undefined) {
      return new UnitEconomicsError(
        'badSettings',
        `The dimension ${name} has in ${ruleName(index, value)} the pattern ${wrong}, which is not RE2 syntax (no look-around, no back-references). Correct it in the settings.`,
        { cause: re2Fault(wrong) }
      );
    }
  }
  return undefined;
}

import { isRecord } from '../../../pkg/model/issues.ts';
import type { FieldSpec } from '../field-spec.ts';
import { type Entry, valueAt, withValue } from '../paths.ts';

/** Where the total of a distinct metric is counted: the fields of the metric again, each as in the metric by default. */
export function totalFields(series: readonly FieldSpec[]): readonly FieldSpec[] {
  return series.map((spec, index) => inTotal(spec, index === 0 || spec.takesPlaceOf !== undefined));
}

function inTotal(spec: FieldSpec, isMain: boolean): FieldSpec {
  const { isRequired: _, example: __, isFor, options, read, write, takesPlaceOf, ...rest } = spec;
  return {
    ...rest,
    path: ['total', ...spec.path],
    label: `Total: ${/^[A-Z][a-z]/.test(spec.label) ? spec.label.charAt(0).toLowerCase() + spec.label.slice(1) : spec.label}`,
    default: 'as the metric',
    isAdvanced: !isMain,
    isFor: (entry) => entry['additivity'] === 'distinct' && (isFor?.(counted(entry)) ?? true),
    ...(read && { read: (entry) => read(totalOf(entry)) }),
    ...(options && { options: (entry, settings) => options(counted(entry), settings) }),
    write: (entry, value, settings) => {
      const total = totalOf(entry);
      const written = write ? write(total, value, settings) : withValue(total, spec.path, value);
      return withValue(
        entry,
        ['total'],
        notEmpty((takesPlaceOf ?? []).reduce((made, other) => instead(other, made, value, entry), written))
      );
    },
  };
}

/** A total takes over what it does not say, so null drops the other ones of keys that say the same. */
function instead(other: string, total: Entry, value: unknown, entry: Entry): Entry {
  if (value === undefined) {
    return total[other] === null ? withValue(total, [other], undefined) : total;
  }
  return valueAt(entry, [other]) === undefined ? total : { ...total, [other]: null };
}

function totalOf({ total }: Entry): Entry {
  return isRecord(total) ? total : {};
}

function counted(entry: Entry): Entry {
  return { ...entry, ...totalOf(entry) };
}

function notEmpty(total: Entry): Entry | undefined {
  return Object.keys(total).length === 0 ? undefined : total;
}

import type { ScopedVars, TypedVariableModel } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';

interface FakeVariable {
  readonly value: string | readonly string[];
  readonly text?: string | readonly string[];
  /** What All stands for. */
  readonly options?: readonly string[];
  /** The value that a repeated panel of a scene sees. */
  readonly local?: string;
}

/** Grafana's template service as far as it is documented: `$name`, `${name:format}`, `[[name]]`, formatters, All. */
export function fakeTemplates(variables: Readonly<Record<string, FakeVariable>>): TemplateSrv {
  function format(name: string, value: unknown, form: unknown, asText: string): string {
    const values = [value].flat().map(String);
    if (form === 'text') {
      return asText;
    }
    if (typeof form === 'function') {
      return String((form as (value: unknown, variable: { name: string }) => unknown)(value, { name }));
    }
    if (form === 'regex') {
      const escaped = values.map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      return escaped.length === 1 ? (escaped[0] ?? '') : `(${escaped.join('|')})`;
    }
    return values.length === 1 ? (values[0] ?? '') : `{${values.join(',')}}`;
  }

  return {
    getVariables: () =>
      Object.entries(variables).map(
        ([name, { value, text }]) =>
          ({ name, current: { value, text: text ?? value } }) as unknown as TypedVariableModel
      ),
    replace: (target = '', scopedVars: ScopedVars = {}, form) =>
      target.replace(/\$(\w+)|\$\{(\w+)(?::(\w+))?\}|\[\[(\w+)\]\]/g, (whole, plain, braced, own, square) => {
        const name = String(plain ?? braced ?? square);
        const known = variables[name];
        const scoped = scopedVars[name];
        if (known === undefined && scoped === undefined) {
          return whole;
        }
        const chosen: unknown = scoped?.value ?? known?.local ?? known?.value;
        const isAll = [chosen].flat().includes('$__all');
        const text = isAll ? 'All' : [chosen].flat().join(' + ');
        return format(name, isAll ? known?.options : chosen, own ?? form, text);
      }),
    containsTemplate: (target = '') => /\$\w|\$\{|\[\[/.test(target),
    updateTimeRange: () => undefined,
  };
}

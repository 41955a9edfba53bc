import { formattedValueToString, type ScopedVars, type TypedVariableModel } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';

/** `$name`, `[[name]]`, `${name}`, `${name:format}`, `${name.path}`. */
const reference = /\$(\w+)|\[\[(\w+)\]\]|\$\{(\w+)(?:\.([^:^}]+))?(?::([^}]+))?\}/g;

export type VariableValue = string | readonly string[];

/** One of a variable's values, and what it is called. */
export interface VariableOption {
  readonly text: string;
  readonly value: string;
}

type Format = Parameters<TemplateSrv['replace']>[2];

/** What `All` is called among a variable's values. */
export const allValue = '$__all';

/** Dashboard variables: their present values, put into texts. A name that is unknown stays as it is written. */
export class Variables implements TemplateSrv {
  private values: ReadonlyMap<string, VariableValue> = new Map();
  private options: ReadonlyMap<string, readonly VariableOption[]> = new Map();

  /** @param options what each variable may be set to, as far as that is known; All stands for all of it */
  set(values: ReadonlyMap<string, VariableValue>, options: ReadonlyMap<string, readonly VariableOption[]>): void {
    this.values = values;
    this.options = options;
  }

  getVariables(): TypedVariableModel[] {
    // Plugins look here for names, and for whether All is chosen; the rest of Grafana's model is for its own pages.
    return [...this.values].map(
      ([name, value]) =>
        ({
          type: 'query',
          name,
          label: name,
          current: { value, text: this.shown(name, value) },
        }) as unknown as TypedVariableModel
    );
  }

  containsTemplate(target?: string): boolean {
    return [...(target ?? '').matchAll(reference)].some((match) =>
      this.values.has(match[1] ?? match[2] ?? match[3] ?? '')
    );
  }

  updateTimeRange(): void {
    // $__from and $__to are not offered.
  }

  replace(target = '', scopedVars?: ScopedVars, format?: Format): string {
    return target.replaceAll(reference, (whole: string, ...groups: unknown[]) => {
      const [plain, squared, braced, path, own] = groups.map((group) =>
        typeof group === 'string' ? group : undefined
      );
      const name = plain ?? squared ?? braced ?? '';
      const scoped = scopedValue(scopedVar(name, scopedVars), path);
      const value = scoped ?? this.expanded(name);
      return value === undefined
        ? whole
        : this.formatted(value, name, own ?? format, scoped ?? this.values.get(name) ?? '');
    });
  }

  private expanded(name: string): VariableValue | undefined {
    const value = this.values.get(name);
    return value !== undefined && [value].flat().includes(allValue)
      ? this.options.get(name)?.map((option) => option.value)
      : value;
  }

  /** What the page calls the value. */
  private shown(name: string, value: VariableValue): VariableValue {
    const options = this.options.get(name) ?? [];
    const texts = [value]
      .flat()
      .map((one) => (one === allValue ? 'All' : (options.find((option) => option.value === one)?.text ?? one)));
    return typeof value === 'string' ? (texts[0] ?? '') : texts;
  }

  /** @param chosen the value before All was expanded */
  private formatted(value: VariableValue, name: string, format: Format, chosen: VariableValue): string {
    const list = [value].flat();
    if (typeof format === 'function') {
      return String(Reflect.apply(format, undefined, [value, { name, multi: typeof value !== 'string' }]));
    }
    switch (format) {
      case 'csv':
        return list.join(',');
      case 'json':
        return JSON.stringify(value);
      case 'pipe':
        return list.join('|');
      case 'queryparam':
        return list.map((item) => `var-${name}=${encodeURIComponent(item)}`).join('&');
      case 'regex': {
        const escaped = list.map((item) => item.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
        return escaped.length === 1 ? (escaped[0] ?? '') : `(${escaped.join('|')})`;
      }
      case 'text':
        return [this.shown(name, chosen)].flat().join(' + ');
      default:
        return list.length === 1 ? (list[0] ?? '') : `{${list.join(',')}}`;
    }
  }
}

/** Of `__value`, in links of a cell, and `__field`, in names, Grafana hands over where they are: their parts are found here. */
function scopedVar(name: string, scopedVars: ScopedVars | undefined): ScopedVars[string] {
  const context = scopedVars?.['__dataContext'];
  if (context === undefined || !['__field', '__value'].includes(name)) {
    return scopedVars?.[name];
  }
  const { field, rowIndex, calculatedValue } = context.value;
  if (name === '__field') {
    return { value: { name: field.name, labels: field.labels } };
  }
  const raw: unknown = rowIndex === undefined ? undefined : field.values[rowIndex];
  const display = calculatedValue ?? field.display?.(raw);
  const text = display === undefined ? raw : formattedValueToString(display);
  return { value: { raw, text, numeric: display?.numeric } };
}

function scopedValue(scoped: ScopedVars[string], path: string | undefined): VariableValue | undefined {
  const value: unknown = scoped?.value;
  const found = path === undefined ? value : path.split('.').reduce<unknown>(property, value);
  return found === undefined || found === null ? undefined : Array.isArray(found) ? found.map(textOf) : textOf(found);
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

import type { ScopedVars } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import { variablePattern } from './draft.ts';

/** Texts that belong together with their variables replaced, once for each combination of the variables' values. */
export type Expand = (texts: readonly string[]) => readonly (readonly string[])[];

/** The dashboard's variables as one panel sees them. */
export interface Variables {
  readonly expand: Expand;
  /** One text; a variable with several values gives its first. */
  readonly replace: (text: string) => string;
  /** Values escaped, several joined by `|`. */
  readonly replaceInRegex: (text: string) => string;
  /** Whether the text is one variable, and that is set to All. */
  readonly isAll: (text: string) => boolean;
}

/** A bound on combinations, above that of the model: the back end's message about too many is better than a stuck tab. */
const maxCombinations = 2000;

export function dashboardVariables(templates: TemplateSrv, scopedVars: ScopedVars): Variables {
  const expand: Expand = (texts) => {
    // Each variable becomes a place holder (a private-use character) and its values are kept aside.
    const values: string[][] = [];
    const places = new Map<string, string>();
    const template = texts.map((text) =>
      templates.replace(text, scopedVars, (value: unknown, variable: { name?: string } | undefined) => {
        const key = JSON.stringify([variable?.name ?? values.length, value]);
        const place = places.get(key) ?? `\uE000${values.length}\uE001`;
        if (!places.has(key)) {
          places.set(key, place);
          values.push([value].flat().map(String));
        }
        return place;
      })
    );
    return combinations(values).map((chosen) =>
      template.map((text) => text.replace(/\uE000(\d+)\uE001/g, (_, index: string) => chosen[Number(index)] ?? ''))
    );
  };
  return {
    expand,
    replace: (text) => expand([text])[0]?.[0] ?? '',
    replaceInRegex: (text) => templates.replace(text, scopedVars, 'regex'),
    isAll: (text) => variablePattern.test(text.trim()) && isAll(text.trim(), templates, scopedVars),
  };
}

function combinations(values: readonly (readonly string[])[]): string[][] {
  return values.reduce<string[][]>(
    (found, options) =>
      found.flatMap((chosen) => options.map((option) => [...chosen, option])).slice(0, maxCombinations),
    [[]]
  );
}

const all = '$__all';

/**
 * Grafana hands a formatter the list of all values when a variable is set to All, so the variable itself is asked. A panel
 * that is repeated by the variable sees one value of it: there the text differs from that of the dashboard.
 */
function isAll(reference: string, templates: TemplateSrv, scopedVars: ScopedVars): boolean {
  const name = reference.replace(/^\$\{?|^\[\[|[:.].*$|\}$|\]\]$/g, '');
  const scoped: unknown = scopedVars[name]?.value;
  if (scoped !== undefined) {
    return [scoped].flat().includes(all);
  }
  const variable = templates.getVariables().find((candidate) => candidate.name === name);
  if (variable === undefined || !('current' in variable)) {
    return false;
  }
  const { value, text } = { value: undefined, text: undefined, ...variable.current };
  const shown = templates.replace(`\${${name}:text}`, scopedVars);
  return [value].flat().includes(all) && ['All', [text].flat().join(' + ')].includes(shown);
}

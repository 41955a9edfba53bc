import type { VariableOption } from '../services/template-srv.ts';

/** Values of a custom variable as Grafana writes them: `a, b` or `What it is called : a, …`; a comma in one of them is `\,`. */
export function customOptions(list: string): VariableOption[] {
  return [...list.matchAll(/(?:\\,|[^,])+/g)].map(([written]) => {
    const entry = written.replaceAll('\\,', ',').trim();
    const [, text = entry, value = entry] = /^(.+)\s:\s(.+)$/.exec(entry) ?? [];
    return { text: text.trim(), value: value.trim() };
  });
}

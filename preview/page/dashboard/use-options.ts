import { CoreApp, type MetricFindValue, type TimeRange } from '@grafana/data';
import { useEffect, useState } from 'react';
import { firstValueFrom, from, isObservable } from 'rxjs';
import * as z from 'zod';
import type { VariableModel } from '../bootstrap.ts';
import { usePage } from '../page-context.ts';
import { textOf } from '../run-query.ts';
import type { DataSourceRegistry } from '../services/data-source-srv.ts';
import type { VariableOption } from '../services/template-srv.ts';
import { customOptions } from './custom-options.ts';

/** What a variable may be set to, or why that could not be found out. */
export type Options = { readonly values: readonly VariableOption[] } | { readonly error: string };

type QueryVariable = Extract<VariableModel, { type: 'query' }>;

/** Options of each variable by its name; those of a data source come when it has answered. */
export function useOptions(list: readonly VariableModel[], range: TimeRange): ReadonlyMap<string, Options> {
  const { registry } = usePage();
  const [options, setOptions] = useState<ReadonlyMap<string, Options>>(() => new Map(list.flatMap(written)));
  const key = JSON.stringify(list);
  useEffect(() => {
    const state = { isOver: false };
    const put = (name: string, found: Options) => {
      if (!state.isOver) {
        setOptions((known) => new Map([...known, [name, found]]));
      }
    };
    for (const model of list.filter((one) => one.type === 'query')) {
      find(registry, model, range).then(
        (values) => {
          put(model.name, { values });
        },
        (thrown: unknown) => {
          put(model.name, { error: textOf(thrown) });
        }
      );
    }
    return () => {
      state.isOver = true;
    };
  }, [registry, key]); // eslint-disable-line react-hooks/exhaustive-deps
  return options;
}

function written(model: VariableModel): [string, Options][] {
  return model.type === 'custom' ? [[model.name, { values: customOptions(model.query) }]] : [];
}

const found = z.object({ text: z.string(), value: z.union([z.string(), z.number()]).optional() });

/** Asks a variable's data source for the values, through the plugin's own variable support. */
async function find(
  registry: DataSourceRegistry,
  { name, datasource, query }: QueryVariable,
  range: TimeRange
): Promise<VariableOption[]> {
  const dataSource = registry.instance(datasource.uid);
  const support: unknown = dataSource.variables;
  if (typeof support === 'object' && support !== null && 'query' in support && typeof support.query === 'function') {
    const request = {
      app: CoreApp.Dashboard,
      requestId: `variable-${name}`,
      targets: [{ refId: name, ...query }],
      range,
      scopedVars: {},
      interval: '1m',
      intervalMs: 60_000,
      timezone: 'utc',
      startTime: Date.now(),
    };
    const answer: unknown = Reflect.apply(support.query, support, [request]);
    const { data } = z
      .object({ data: z.array(z.unknown()) })
      .parse(await firstValueFrom(isObservable(answer) ? answer : from(Promise.resolve(answer))));
    return data.flatMap((item) => {
      const parsed = found.safeParse(item);
      return parsed.success ? [optionOf(parsed.data)] : [];
    });
  }
  const values: MetricFindValue[] = (await dataSource.metricFindQuery?.(query)) ?? [];
  return values.map(optionOf);
}

function optionOf({ text, value }: Pick<MetricFindValue, 'text' | 'value'>): VariableOption {
  return { text, value: String(value ?? text) };
}

import type { MetricFindValue } from '@grafana/data';
import { CoreApp } from '@grafana/data';
import { Combobox, InlineField, MultiCombobox } from '@grafana/ui';
import { useEffect, useState } from 'react';
import { firstValueFrom, from, isObservable } from 'rxjs';
import * as z from 'zod';
import type { VariableModel } from '../bootstrap.ts';
import { usePage } from '../page-context.ts';
import { setParams } from '../route.ts';
import { textOf } from '../run-query.ts';
import type { DataSourceRegistry } from '../services/data-source-srv.ts';
import { allValue, type VariableValue } from '../services/template-srv.ts';
import type { TimeRange } from '@grafana/data';

/** What a variable may be set to, or why that could not be found out. */
export type Options = { readonly values: readonly string[] } | { readonly error: string } | undefined;

/** The present value: that of the address, otherwise the one saved with the dashboard. */
export function valueOf({ name, current, multi }: VariableModel, params: URLSearchParams): VariableValue {
  const inUrl = params.getAll(`var-${name}`);
  const value = inUrl.length > 0 ? inUrl : (current?.value ?? []);
  return multi ? [value].flat() : ([value].flat()[0] ?? '');
}

/** Asks a variable's data source for the values, through the plugin's own variable support. */
export function useOptions(model: VariableModel | undefined, range: TimeRange): Options {
  const { registry } = usePage();
  const [options, setOptions] = useState<Options>();
  const key = JSON.stringify([model?.datasource, model?.query]);
  useEffect(() => {
    const state = { isOver: false };
    if (model !== undefined) {
      find(registry, model, range).then(
        (values) => {
          if (!state.isOver) {
            setOptions({ values });
          }
        },
        (thrown: unknown) => {
          if (!state.isOver) {
            setOptions({ error: textOf(thrown) });
          }
        }
      );
    }
    return () => {
      state.isOver = true;
    };
  }, [registry, key]); // eslint-disable-line react-hooks/exhaustive-deps
  return options;
}

const found = z.object({ text: z.string(), value: z.union([z.string(), z.number()]).optional() });

async function find(registry: DataSourceRegistry, { name, datasource, query }: VariableModel, range: TimeRange) {
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
      return parsed.success ? [String(parsed.data.value ?? parsed.data.text)] : [];
    });
  }
  const values: MetricFindValue[] = (await dataSource.metricFindQuery?.(query)) ?? [];
  return values.map(({ text, value }) => String(value ?? text));
}

/** One variable's drop-down. */
export function VariableControl({
  model,
  value,
  options,
}: {
  model: VariableModel;
  value: VariableValue;
  options: Options;
}) {
  const { name, label, multi, includeAll } = model;
  const values = options !== undefined && 'values' in options ? options.values : [value].flat();
  const choices = [
    ...(includeAll ? [{ label: 'All', value: allValue }] : []),
    ...values.map((choice) => ({ label: choice, value: choice })),
  ];
  const error = options !== undefined && 'error' in options ? options.error : undefined;
  const id = `var-${name}`;
  return (
    <InlineField label={label ?? name} htmlFor={id} invalid={error !== undefined} error={error}>
      {multi ? (
        <MultiCombobox
          id={id}
          options={choices}
          width="auto"
          minWidth={16}
          value={[...[value].flat()]}
          onChange={(chosen) => {
            setParams({ [id]: chosen.map((choice) => choice.value) });
          }}
        />
      ) : (
        <Combobox
          id={id}
          options={choices}
          width={24}
          value={[value].flat()[0] ?? null}
          onChange={(choice) => {
            setParams({ [id]: choice.value });
          }}
        />
      )}
    </InlineField>
  );
}

import { css } from '@emotion/css';
import { LinkButton, Stack, useTheme2 } from '@grafana/ui';
import { useCallback, useMemo, useState } from 'react';
import { useMeasure } from 'react-use';
import type { DashboardModel } from '../bootstrap.ts';
import { usePage } from '../page-context.ts';
import type { Route } from '../route.ts';
import { allValue } from '../services/template-srv.ts';
import { TimeControls } from '../time-controls.tsx';
import { rangeInUrl, timeRange } from '../time-range.ts';
import { Panel } from './panel.tsx';
import { useOptions } from './use-options.ts';
import { VariableControl, valueOf } from './variables.tsx';

/** Grafana's grid: 24 columns, rows of 30 px, 8 px between panels. */
const grid = { columns: 24, row: 30, gap: 8 };

/** A provisioned dashboard with its time range, refresh and variables. */
export function Dashboard({ model, params }: { model: DashboardModel; params: Route['params'] }) {
  const { variables } = usePage();
  const theme = useTheme2();
  const [again, setAgain] = useState(0);
  const [measure, { width }] = useMeasure<HTMLDivElement>();
  const { timezone, fiscalYearStartMonth, time } = model;
  const from = params.get('from') ?? time.from;
  const to = params.get('to') ?? time.to;
  // A refresh moves what is relative to now.
  const range = useMemo(
    () => timeRange(from, to, timezone, fiscalYearStartMonth),
    [from, to, timezone, fiscalYearStartMonth, again] // eslint-disable-line react-hooks/exhaustive-deps
  );
  const list = model.templating.list;
  const values = new Map(list.map((variable) => [variable.name, valueOf(variable, params)]));
  const options = useOptions(list, range);
  variables.set(
    values,
    new Map([...options].flatMap(([name, found]) => ('values' in found ? [[name, found.values]] : [])))
  );
  // What All stands for has to be known before anything is asked.
  const isReady = list.every(({ name }) => options.has(name) || ![values.get(name)].flat().includes(allValue));
  const onRefresh = useCallback(() => {
    setAgain((count) => count + 1);
  }, []);
  const column = (width - grid.gap * (grid.columns - 1)) / grid.columns;
  const size = (units: number, one: number) => units * one + (units - 1) * grid.gap;
  const place = (units: number, one: number) => units * (one + grid.gap);
  const rows = Math.max(...model.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
  const asked = JSON.stringify([again, [...values]]);
  const styles = {
    canvas: css({ position: 'relative', height: place(rows, grid.row) }),
    panel: css({ position: 'absolute' }),
  };
  return (
    <Stack direction="column" gap={2}>
      <Stack direction="row" gap={1} wrap="wrap" alignItems="flex-start" justifyContent="space-between">
        <Stack direction="row" gap={2} alignItems="center">
          <h1 className={css({ ...theme.typography.h4, margin: 0 })}>{model.title}</h1>
          {list.map((variable) => (
            <VariableControl
              key={variable.name}
              model={variable}
              value={values.get(variable.name) ?? ''}
              options={options.get(variable.name)}
            />
          ))}
          {model.links.map(({ title, url, keepTime, targetBlank }) => (
            <LinkButton
              key={url}
              href={keepTime ? `${url}?${new URLSearchParams(rangeInUrl(range)).toString()}` : variables.replace(url)}
              {...(targetBlank && { target: '_blank' })}
              variant="secondary"
              fill="text"
              icon="apps"
              size="sm"
            >
              {title}
            </LinkButton>
          ))}
        </Stack>
        <Stack direction="row" gap={1}>
          <TimeControls
            range={range}
            timeZone={timezone}
            refresh={params.get('refresh') ?? ''}
            isLoading={false}
            onRefresh={onRefresh}
          />
        </Stack>
      </Stack>
      <div ref={measure} className={styles.canvas}>
        {width > 0 &&
          isReady &&
          model.panels.map((panel) => {
            const { x, y, w, h } = panel.gridPos;
            return (
              <section
                key={panel.id}
                className={styles.panel}
                style={{ left: place(x, column), top: place(y, grid.row) }}
                data-panel={panel.id}
              >
                <Panel
                  dashboard={model}
                  panel={panel}
                  range={range}
                  width={size(w, column)}
                  height={size(h, grid.row)}
                  again={asked}
                />
              </section>
            );
          })}
      </div>
    </Stack>
  );
}

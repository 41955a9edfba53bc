import { EditorField, EditorFieldGroup } from '@grafana/plugin-ui';
import { InlineSwitch, Input } from '@grafana/ui';
import { useId, useMemo, useState } from 'react';
import type { CatalogView } from '../catalog/catalog.ts';
import type { DataSource } from '../datasource.ts';
import { CostLegFields } from './cost-leg-fields.tsx';
import { nameProblem } from './declare-leg.ts';
import { dimensionOptions } from './dimension-options.ts';
import type { DraftLeg } from './draft.ts';
import { FilterList } from './filter-list.tsx';
import { PickField } from './pick-field.tsx';
import { budgetOptions, metricOptions } from './source-options.ts';
import type { Runs } from './use-runs.ts';
import { variableNames } from './variable-names.ts';

interface Props {
  readonly datasource: DataSource;
  readonly catalog: CatalogView;
  readonly leg: DraftLeg;
  readonly others: readonly DraftLeg[];
  readonly runs: Runs;
  readonly onRename: (name: string) => void;
  readonly onChange: (leg: DraftLeg, run: boolean) => void;
}

/** The controls of a declared leg. */
export function LegFields({ datasource, catalog, leg, others, runs, onRename, onChange }: Props) {
  const dimensions = useMemo(() => dimensionOptions(catalog, [leg], variableNames()), [catalog, leg]);
  const id = useId();
  return (
    <>
      <EditorFieldGroup>
        <LegName key={leg.name} name={leg.name} others={others} onRename={onRename} />
        <SourceFields catalog={catalog} leg={leg} onChange={onChange} />
        <EditorField
          label="Total for every group"
          htmlFor={`${id}-broadcast`}
          tooltip="Where the leg lacks a grouping dimension, its total stands in every group"
        >
          <InlineSwitch
            id={`${id}-broadcast`}
            value={leg.broadcast}
            onChange={({ currentTarget }) => {
              onChange({ ...leg, broadcast: currentTarget.checked }, true);
            }}
          />
        </EditorField>
      </EditorFieldGroup>
      <FilterList
        datasource={datasource}
        of={`leg ${leg.name}`}
        filters={leg.filters}
        dimensions={dimensions}
        runs={runs}
        onChange={(filters, run) => {
          onChange({ ...leg, filters }, run);
        }}
      />
    </>
  );
}

function LegName({ name, others, onRename }: Pick<Props, 'others' | 'onRename'> & { readonly name: string }) {
  const id = useId();
  const [text, setText] = useState(name);
  const problem = nameProblem(text, others);
  return (
    <EditorField label="Leg name" htmlFor={id} invalid={problem !== undefined} error={problem ?? ''}>
      <Input
        id={id}
        value={text}
        width={20}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value);
        }}
        onBlur={() => {
          if (problem === undefined && text !== name) {
            onRename(text);
          }
        }}
      />
    </EditorField>
  );
}

function SourceFields({ catalog, leg, onChange }: Pick<Props, 'catalog' | 'leg' | 'onChange'>) {
  const metrics = useMemo(() => metricOptions(catalog), [catalog]);
  const budgets = useMemo(() => budgetOptions(catalog), [catalog]);
  switch (leg.kind) {
    case 'cost':
      return <CostLegFields catalog={catalog} leg={leg} onChange={onChange} />;
    case 'usage':
      return (
        <PickField
          label="Metric"
          value={leg.metric}
          options={metrics}
          width={30}
          isOpenEnded
          onChange={(metric) => {
            onChange({ ...leg, metric }, true);
          }}
        />
      );
    case 'budget':
      return (
        <PickField
          label="Budget"
          value={leg.budget}
          options={budgets}
          width={30}
          isOpenEnded
          onChange={(budget) => {
            onChange({ ...leg, budget }, true);
          }}
        />
      );
  }
}

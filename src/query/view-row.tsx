import { EditorField, EditorFieldGroup, EditorRow } from '@grafana/plugin-ui';
import { MultiCombobox, Stack } from '@grafana/ui';
import { useId, useMemo } from 'react';
import { timeBases } from '../../pkg/model/grain.ts';
import { queryGrains } from '../../pkg/model/query.ts';
import type { CatalogView } from '../catalog/catalog.ts';
import type { DataSource } from '../datasource.ts';
import { comparisonOf, withComparison } from './comparison.ts';
import { dimensionOptions } from './dimension-options.ts';
import type { Draft, DraftLeg } from './draft.ts';
import { FilterList } from './filter-list.tsx';
import { LimitField } from './limit-field.tsx';
import { PickField } from './pick-field.tsx';
import type { Runs } from './use-runs.ts';
import { variableNames } from './variable-names.ts';
import { allocationOptions, comparisonOptions, incompleteOptions, resultOptions } from './view-options.ts';

interface Props {
  readonly datasource: DataSource;
  readonly catalog: CatalogView;
  readonly draft: Draft;
  readonly legs: readonly DraftLeg[];
  /** Alert rules have no grain that moves with the range. */
  readonly isFixedGrain: boolean;
  readonly runs: Runs;
  readonly onChange: (patch: Partial<Draft>, run: boolean) => void;
}

const defaultBasis = '';
const maxGroupings = 5;

/** How the formulas are cut, filtered and shown. */
export function ViewRow({ datasource, catalog, draft, legs, isFixedGrain, runs, onChange }: Props) {
  const id = useId();
  const variables = useMemo(() => variableNames(), []);
  const dimensions = useMemo(() => dimensionOptions(catalog, legs, variables), [catalog, legs, variables]);
  const groupBy = draft.groupBy.map((value) => dimensions.find((option) => option.value === value) ?? { value });
  const bases = [...new Set(draft.formulas.map(({ per }) => per ?? defaultBasis))];
  const basis = bases.length === 1 ? (bases[0] ?? defaultBasis) : defaultBasis;
  const basisOptions = [
    { value: defaultBasis, label: bases.length > 1 ? 'As each formula says' : 'Default (month)' },
    ...[...timeBases, ...variables].map((value) => ({
      value: value,
      label: value === 'bucket' ? 'bucket (the grain)' : value,
    })),
  ];
  const grainOptions = [...queryGrains.filter((value) => !isFixedGrain || value !== 'auto'), ...variables].map(
    (value) => ({ value: value, label: value })
  );
  return (
    <EditorRow>
      <Stack direction="column" gap={1} grow={1}>
        <EditorFieldGroup>
          <EditorField
            label="Group by"
            htmlFor={`${id}-group`}
            tooltip="At most five dimensions; also FOCUS columns and tag:KEY"
          >
            <MultiCombobox
              id={`${id}-group`}
              value={groupBy}
              options={dimensions}
              width="auto"
              minWidth={28}
              maxWidth={50}
              placeholder="Nothing"
              createCustomValue
              onChange={(options) => {
                onChange({ groupBy: options.map(({ value }) => value).slice(0, maxGroupings) }, true);
              }}
            />
          </EditorField>
          <PickField
            label="Grain"
            value={draft.grain}
            options={grainOptions}
            width={14}
            tooltip={
              isFixedGrain
                ? 'Fixed in alert rules, so that it does not move with the range'
                : 'Auto follows from the range; no finer than the data'
            }
            onChange={(grain) => {
              onChange({ grain }, true);
            }}
          />
          <PickField
            label="Per"
            value={basis}
            options={basisOptions}
            width={20}
            tooltip="Time basis where a flow is divided by a stock: cost per customer is per month unless said otherwise"
            onChange={(per) => {
              const formulas = draft.formulas.map(({ per: _, ...formula }) =>
                per === defaultBasis ? formula : { ...formula, per }
              );
              onChange({ formulas }, true);
            }}
          />
          <PickField
            label="Compare with"
            value={comparisonOf(draft.formulas)}
            options={comparisonOptions}
            width={20}
            onChange={(by) => {
              onChange({ formulas: withComparison(draft.formulas, by) }, true);
            }}
          />
          <PickField
            label="Incomplete days"
            value={draft.incomplete}
            options={incompleteOptions}
            width={14}
            tooltip="Days for which charges may still arrive"
            onChange={(incomplete) => {
              onChange({ incomplete }, true);
            }}
          />
          <PickField
            label="Shared cost"
            value={draft.allocation}
            options={allocationOptions}
            width={20}
            tooltip="Cost that the settings allocate from some groups to others"
            onChange={(allocation) => {
              onChange({ allocation }, true);
            }}
          />
          <PickField
            label="Result"
            value={draft.result}
            options={resultOptions}
            width={22}
            onChange={(result) => {
              onChange({ result }, true);
            }}
          />
          <LimitField
            limit={draft.limit}
            runs={runs}
            onChange={(limit) => {
              onChange({ limit }, false);
            }}
          />
        </EditorFieldGroup>
        <FilterList
          datasource={datasource}
          of="query"
          filters={draft.filters}
          dimensions={dimensions}
          runs={runs}
          onChange={(filters, run) => {
            onChange({ filters }, run);
          }}
        />
      </Stack>
    </EditorRow>
  );
}

import { EditorField, EditorFieldGroup } from '@grafana/plugin-ui';
import { type ComboboxOption, InlineSwitch, Input, MultiCombobox } from '@grafana/ui';
import { useId, useMemo, useState } from 'react';
import { costMeasures } from '../../pkg/model/names.ts';
import { chargeCategories } from '../../pkg/model/query.ts';
import type { CatalogView } from '../catalog/catalog.ts';
import { measureHelp, measureTitles, metricKind } from '../catalog/describe.ts';
import type { DataSource } from '../datasource.ts';
import { nameProblem } from './declare-leg.ts';
import { dimensionOptions } from './dimension-options.ts';
import type { DraftLeg } from './draft.ts';
import { FilterList } from './filter-list.tsx';
import { PickField } from './pick-field.tsx';
import { variableNames } from './variable-names.ts';

interface Props {
  readonly datasource: DataSource;
  readonly catalog: CatalogView;
  readonly leg: DraftLeg;
  readonly others: readonly DraftLeg[];
  readonly onRename: (name: string) => void;
  readonly onChange: (leg: DraftLeg, run: boolean) => void;
}

const allDatasets = '';
const measures = costMeasures.map((value) => ({
  value,
  label: measureTitles[value],
  description: measureHelp[value],
}));
const categories: ComboboxOption<(typeof chargeCategories)[number]>[] = chargeCategories.map((value) => ({ value }));

/** The controls of a declared leg. */
export function LegFields({ datasource, catalog, leg, others, onRename, onChange }: Props) {
  const dimensions = useMemo(() => dimensionOptions(catalog, [leg], variableNames()), [catalog, leg]);
  const id = useId();
  return (
    <>
      <EditorFieldGroup>
        <LegName key={leg.name} name={leg.name} others={others} onRename={onRename} />
        {leg.kind === 'cost' ? (
          <CostFields catalog={catalog} leg={leg} onChange={onChange} />
        ) : (
          <UsageFields catalog={catalog} leg={leg} onChange={onChange} />
        )}
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

type CostDraft = Extract<DraftLeg, { kind: 'cost' }>;
type UsageDraft = Extract<DraftLeg, { kind: 'usage' }>;

function CostFields({ catalog, leg, onChange }: Pick<Props, 'catalog' | 'onChange'> & { readonly leg: CostDraft }) {
  const id = useId();
  const datasets = useMemo(
    () => [
      { value: allDatasets, label: 'All in the total' },
      ...catalog.costs.map(({ name, title }) => ({ value: name, label: title, description: name })),
    ],
    [catalog]
  );
  return (
    <>
      <PickField
        label="Cost dataset"
        value={leg.dataset ?? allDatasets}
        options={datasets}
        onChange={(value) => {
          const { dataset: _, ...rest } = leg;
          onChange(value === allDatasets ? rest : { ...rest, dataset: value }, true);
        }}
      />
      <PickField
        label="Measure"
        value={leg.measure}
        options={measures}
        onChange={(measure) => {
          onChange({ ...leg, measure }, true);
        }}
      />
      <EditorField
        label="Charge categories"
        htmlFor={id}
        tooltip="All by default; only Usage in formulas with list or contracted cost, so that savings compare like with like"
      >
        <MultiCombobox
          id={id}
          value={leg.chargeCategories ?? []}
          options={categories}
          width="auto"
          minWidth={16}
          maxWidth={40}
          placeholder="Default"
          onChange={(options) => {
            const { chargeCategories: _, ...rest } = leg;
            onChange(
              options.length === 0 ? rest : { ...rest, chargeCategories: options.map(({ value }) => value) },
              true
            );
          }}
        />
      </EditorField>
    </>
  );
}

function UsageFields({ catalog, leg, onChange }: Pick<Props, 'catalog' | 'onChange'> & { readonly leg: UsageDraft }) {
  const metrics = useMemo(
    () =>
      catalog.metrics.map((metric) => ({
        value: metric.name,
        label: metric.title,
        description: `${metric.unit}, ${metricKind(metric)}`,
      })),
    [catalog]
  );
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
}

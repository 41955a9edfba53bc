import { EditorField } from '@grafana/plugin-ui';
import { type ComboboxOption, MultiCombobox } from '@grafana/ui';
import { useId, useMemo } from 'react';
import { costMeasures } from '../../pkg/model/names.ts';
import { chargeCategories } from '../../pkg/model/query.ts';
import type { CatalogView } from '../catalog/catalog.ts';
import { measureHelp, measureTitles } from '../catalog/describe.ts';
import type { DraftLeg } from './draft.ts';
import { PickField } from './pick-field.tsx';

interface Props {
  readonly catalog: CatalogView;
  readonly leg: Extract<DraftLeg, { kind: 'cost' }>;
  readonly onChange: (leg: DraftLeg, run: boolean) => void;
}

const allDatasets = '';
const measures = costMeasures.map((value) => ({
  value,
  label: measureTitles[value],
  description: measureHelp[value],
}));
const categories: ComboboxOption<(typeof chargeCategories)[number]>[] = chargeCategories.map((value) => ({ value }));

/** Which charges a cost leg adds up, and which of their amounts. */
export function CostLegFields({ catalog, leg, onChange }: Props) {
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

import { EditorField, EditorFieldGroup } from '@grafana/plugin-ui';
import { Combobox, type ComboboxOption } from '@grafana/ui';
import { useId, useMemo, useState } from 'react';
import type { BilledQuantity } from '../../pkg/model/billed-quantity.ts';
import type { CatalogView } from '../catalog/catalog.ts';
import { measureHelp, measureTitles } from '../catalog/describe.ts';
import { useQuantities } from '../catalog/use-catalog.ts';
import type { DataSource } from '../datasource.ts';
import { quantityKey, quantityOptions } from './quantity-leg.ts';
import { budgetOptions, kpiOptions, metricOptions } from './source-options.ts';

interface Props {
  readonly datasource: DataSource;
  readonly catalog: CatalogView;
  /** A name as formulas write it. */
  readonly onPickLeg: (name: string) => void;
  readonly onPickQuantity: (quantity: BilledQuantity) => void;
  readonly onPickKpi: (name: string) => void;
}

const totals = [
  ['cost', 'EffectiveCost'],
  ['billed_cost', 'BilledCost'],
  ['list_cost', 'ListCost'],
  ['contracted_cost', 'ContractedCost'],
] as const;

/**
 * Everything a formula can start from, each list searchable. Datasets are also found by their measures. What the bill itself
 * counts is read from charges, and so only once somebody looks for usage.
 */
export function AddLegs({ datasource, catalog, onPickLeg, onPickQuantity, onPickKpi }: Props) {
  const [isUsageWanted, setUsageWanted] = useState(false);
  const quantities = useQuantities(datasource, isUsageWanted);
  const costs = useMemo(
    () => [
      ...totals.map(([value, measure]) => ({
        value: value,
        label: measureTitles[measure],
        description: measureHelp[measure],
        group: 'All datasets in the total',
      })),
      ...catalog.costs.flatMap(({ name, title }) =>
        totals.map(([formulaName, measure]) => ({
          value: `${name}.${measure === 'EffectiveCost' ? 'effective_cost' : formulaName}`,
          label: `${title}: ${measureTitles[measure].toLowerCase()}`,
          group: title,
        }))
      ),
    ],
    [catalog]
  );
  const usage = useMemo(
    () => [
      ...metricOptions(catalog).map((option) => ({ ...option, group: 'Metrics of the settings' })),
      ...quantityOptions(quantities, catalog),
    ],
    [catalog, quantities]
  );
  const budgets = useMemo(() => budgetOptions(catalog), [catalog]);
  const kpis = useMemo(() => kpiOptions(catalog), [catalog]);
  return (
    <EditorFieldGroup>
      <AddList label="Add cost" options={costs} placeholder="Choose a cost" onPick={onPickLeg} />
      <AddList
        label="Add usage"
        options={usage}
        placeholder="Choose a metric"
        onFocus={() => {
          setUsageWanted(true);
        }}
        onPick={(value) => {
          const quantity = quantities.find((one) => quantityKey(one) === value);
          if (quantity === undefined) {
            onPickLeg(value);
          } else {
            onPickQuantity(quantity);
          }
        }}
      />
      <AddList label="Add budget" options={budgets} placeholder="Choose a budget" onPick={onPickLeg} />
      <AddList label="Add KPI" options={kpis} placeholder="Choose a KPI" onPick={onPickKpi} />
    </EditorFieldGroup>
  );
}

interface AddListProps {
  readonly label: string;
  readonly placeholder: string;
  readonly options: ComboboxOption[];
  readonly onFocus?: () => void;
  readonly onPick: (value: string) => void;
}

/** A list that is empty again once something was picked. */
function AddList({ label, placeholder, options, onFocus, onPick }: AddListProps) {
  const id = useId();
  const [picks, setPicks] = useState(0);
  return (
    <EditorField label={label} htmlFor={id}>
      <div onFocus={onFocus}>
        <Combobox
          key={picks}
          id={id}
          options={options}
          value={null}
          width={20}
          placeholder={placeholder}
          noOptionsMessage="None; the data source's settings declare them"
          onChange={({ value }) => {
            setPicks(picks + 1);
            onPick(value);
          }}
        />
      </div>
    </EditorField>
  );
}

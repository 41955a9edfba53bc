import { CoreApp, type QueryEditorProps } from '@grafana/data';
import { EditorRow } from '@grafana/plugin-ui';
import { Alert, LoadingPlaceholder, Stack } from '@grafana/ui';
import { useEffect, useMemo } from 'react';
import { isQuantity } from '../../pkg/model/names.ts';
import type { CatalogView } from '../catalog/catalog.ts';
import { extentNames } from '../catalog/describe.ts';
import { useCatalog, useExtents } from '../catalog/use-catalog.ts';
import type { DataSource } from '../datasource.ts';
import type { UnitEconomicsQuery } from '../types.ts';
import { AddLegs } from './add-legs.tsx';
import { addToFormulas, type NameKind } from './add-to-formula.ts';
import { checkQuery } from './check-formula.ts';
import { comparisonOf, isComparison, withComparison } from './comparison.ts';
import { type Draft, type DraftFormula, type DraftLeg, readDraft } from './draft.ts';
import { grainToFix } from './fixed-grain.ts';
import { FormulaRow } from './formula-row.tsx';
import { LegList } from './leg-list.tsx';
import { quantityLeg } from './quantity-leg.ts';
import { RawQuery } from './raw-query.tsx';
import { allSuggestions } from './suggestions.ts';
import { RollupProgress } from './rollup-progress.tsx';
import { useRuns } from './use-runs.ts';
import { ViewRow } from './view-row.tsx';

type Props = QueryEditorProps<DataSource, UnitEconomicsQuery>;

/** Three rows: what is counted, what is computed of it, how it is shown. The query is the only state. */
export function QueryEditor(props: Props) {
  const { datasource, query, onChange, app, range } = props;
  const catalog = useCatalog(datasource);
  const read = useMemo(() => readDraft(query), [query]);
  const grain = read.ok ? grainToFix(query, app, range) : undefined;
  useEffect(() => {
    if (grain !== undefined) {
      onChange({ ...query, grain });
    }
  }, [grain, onChange, query]);

  if (!read.ok) {
    return <RawQuery query={query} message={read.message} onChange={onChange} />;
  }
  switch (catalog.state) {
    case 'loading':
      return <LoadingPlaceholder text="Loading costs and metrics…" />;
    case 'failed':
      return (
        <Alert severity="error" title="The data source does not say what it has">
          {catalog.message}
        </Alert>
      );
    case 'ready':
      return (
        <Rows
          {...props}
          draft={read.draft}
          catalog={catalog.value}
          isFixedGrain={grain !== undefined || app === CoreApp.UnifiedAlerting}
        />
      );
  }
}

interface RowsProps extends Props {
  readonly draft: Draft;
  readonly catalog: CatalogView;
  readonly isFixedGrain: boolean;
}

function Rows({ datasource, query, app, data, onChange, onRunQuery, draft, catalog, isFixedGrain }: RowsProps) {
  const check = useMemo(() => checkQuery(draft, catalog), [draft, catalog]);
  const suggestions = useMemo(() => allSuggestions(draft.legs, catalog), [draft.legs, catalog]);
  const extents = useExtents(
    datasource,
    check.legs.flatMap((leg) => extentNames(leg, catalog))
  );
  const { run, runs } = useRuns(query, app, onRunQuery);
  const change = (patch: Partial<Draft>, isRun: boolean) => {
    const changed = { ...query, ...patch };
    onChange(changed);
    if (isRun) {
      run(changed);
    }
  };
  const changeFormulas = (formulas: readonly DraftFormula[]) => {
    change({ formulas: withComparison(formulas, comparisonOf(draft.formulas)) }, true);
  };
  const written = draft.formulas.filter((formula) => !isComparison(formula, draft.formulas));
  const kindOf = (name: string): NameKind =>
    kindOfLeg(draft.legs.find((leg) => leg.name === name)) ??
    (catalog.metrics.some((metric) => metric.name === name)
      ? 'usage'
      : catalog.budgets.some((budget) => budget.name === name)
        ? 'budget'
        : 'cost');
  return (
    <Stack direction="column" gap={0.5}>
      <EditorRow>
        <Stack direction="column" gap={1} grow={1}>
          <AddLegs
            datasource={datasource}
            catalog={catalog}
            onPickLeg={(name) => {
              changeFormulas(addToFormulas(written, name, kindOf));
            }}
            onPickQuantity={(quantity) => {
              const leg = quantityLeg(quantity, draft.legs);
              const formulas = addToFormulas(written, leg.name, (name) => (name === leg.name ? 'usage' : kindOf(name)));
              change(
                { legs: [...draft.legs, leg], formulas: withComparison(formulas, comparisonOf(draft.formulas)) },
                true
              );
            }}
            onPickKpi={(name) => {
              changeFormulas([...written.filter(({ expression }) => !isUntouched(expression)), { expression: name }]);
            }}
          />
          {check.legProblem !== undefined && <Alert severity="error" title={check.legProblem} />}
          <LegList
            datasource={datasource}
            catalog={catalog}
            extents={extents}
            draft={draft}
            legs={check.legs}
            runs={runs}
            onChange={change}
          />
          <RollupProgress datasource={datasource} catalog={catalog} answer={data?.series} />
        </Stack>
      </EditorRow>
      <FormulaRow
        formulas={draft.formulas}
        checks={check.formulas}
        suggestions={suggestions}
        runs={runs}
        onChange={(formulas, isRun) => {
          change({ formulas }, isRun);
        }}
      />
      <ViewRow
        datasource={datasource}
        catalog={catalog}
        draft={draft}
        legs={check.legs}
        isFixedGrain={isFixedGrain}
        runs={runs}
        onChange={change}
      />
    </Stack>
  );
}

/** A quantity of the bill stands below a cost, as any usage does. */
function kindOfLeg(leg: DraftLeg | undefined): NameKind | undefined {
  return leg?.kind === 'cost' && isQuantity(leg.measure) ? 'usage' : leg?.kind;
}

/** Nothing yet, or what a new query starts with: a KPI takes its place. */
function isUntouched(expression: string): boolean {
  return ['', 'cost'].includes(expression.trim());
}

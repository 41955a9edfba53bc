import { EditorField, EditorFieldGroup, EditorRow } from '@grafana/plugin-ui';
import { Alert, Input, Stack } from '@grafana/ui';
import { useId, useMemo } from 'react';
import { useCatalog } from '../catalog/use-catalog.ts';
import type { DataSource } from '../datasource.ts';
import { dimensionOptions } from '../query/dimension-options.ts';
import { FilterList } from '../query/filter-list.tsx';
import { PickField } from '../query/pick-field.tsx';
import { runsOf } from '../query/use-runs.ts';
import { variableNames } from '../query/variable-names.ts';
import { type ListKind, readVariableQuery, type VariableQuery } from './variable-query.ts';

interface Props {
  readonly datasource: DataSource;
  readonly query: VariableQuery;
  readonly onChange: (query: VariableQuery) => void;
  readonly onRunQuery: () => void;
}

const kinds: { value: ListKind; label: string }[] = [
  { value: 'values', label: 'Values of a dimension' },
  { value: 'dimensions', label: 'Dimensions' },
  { value: 'metrics', label: 'Usage metrics' },
  { value: 'kpis', label: 'KPIs' },
  { value: 'budgets', label: 'Budgets' },
  { value: 'datasets', label: 'Cost datasets' },
];

/** What a dashboard variable lists. Other variables may stand in the search text and in the filters. */
export function VariableEditor({ datasource, query, onChange, onRunQuery }: Props) {
  const id = useId();
  const catalog = useCatalog(datasource);
  const { list, dimension, search, filters } = readVariableQuery(query);
  const dimensions = useMemo(
    () => (catalog.state === 'ready' ? dimensionOptions(catalog.value, [], variableNames()) : []),
    [catalog]
  );
  const change = (patch: Partial<VariableQuery>, run = true) => {
    onChange({ ...query, refId: query.refId || 'variable', ...patch });
    if (run) {
      onRunQuery();
    }
  };
  return (
    <Stack direction="column" gap={0.5}>
      {catalog.state === 'failed' && <Alert severity="error" title={catalog.message} />}
      <EditorRow>
        <EditorFieldGroup>
          <PickField
            label="List"
            value={list}
            options={kinds}
            width={26}
            onChange={(value) => {
              change({ list: value });
            }}
          />
          {list === 'values' && (
            <PickField
              label="Dimension"
              value={dimension}
              options={dimensions}
              width={26}
              isOpenEnded
              onChange={(value) => {
                change({ dimension: value });
              }}
            />
          )}
          <EditorField label="Containing" htmlFor={`${id}-search`} optional>
            <Input
              id={`${id}-search`}
              key={search}
              defaultValue={search}
              width={26}
              onBlur={({ currentTarget }) => {
                change({ search: currentTarget.value });
              }}
            />
          </EditorField>
        </EditorFieldGroup>
      </EditorRow>
      {list === 'values' && (
        <EditorRow>
          <FilterList
            datasource={datasource}
            of="variable"
            filters={filters}
            dimensions={dimensions}
            runs={runsOf(onRunQuery, onRunQuery)}
            onChange={(changed, run) => {
              change({ filters: changed }, run);
            }}
          />
        </EditorRow>
      )}
    </Stack>
  );
}

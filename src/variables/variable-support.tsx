import {
  CustomVariableSupport,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceApi,
  type DataSourceJsonData,
  type MetricFindValue,
  type QueryEditorProps,
} from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import type { ReactElement } from 'react';
import { defer, from, map, of, type Observable } from 'rxjs';
import type { CatalogView } from '../catalog/catalog.ts';
import type { DataSource } from '../datasource.ts';
import { interpolateFilters } from '../query/interpolate.ts';
import { dashboardVariables } from '../query/variables.ts';
import type { UnitEconomicsQuery } from '../types.ts';
import { VariableEditor } from './variable-editor.tsx';
import { readVariableQuery, type ListKind, type VariableQuery } from './variable-query.ts';

/** As many values as the back end lists at once. */
const maxValues = 1000;

type AnySource = DataSourceApi<UnitEconomicsQuery>;
type EditorProps = QueryEditorProps<AnySource, UnitEconomicsQuery, DataSourceJsonData, VariableQuery>;

/** Dashboard variables: names of the catalog, or the values of a dimension. */
export class VariableSupport extends CustomVariableSupport<AnySource, VariableQuery> {
  readonly editor: (props: EditorProps) => ReactElement;
  private readonly datasource: DataSource;

  constructor(datasource: DataSource) {
    super();
    this.datasource = datasource;
    this.editor = function Editor({ query, onChange, onRunQuery }) {
      return <VariableEditor datasource={datasource} query={query} onChange={onChange} onRunQuery={onRunQuery} />;
    };
  }

  override query({ targets, scopedVars }: DataQueryRequest<VariableQuery>): Observable<DataQueryResponse> {
    const { list, dimension, search, filters } = readVariableQuery(targets[0]);
    const variables = dashboardVariables(getTemplateSrv(), scopedVars);
    const wanted = variables.replace(search);
    if (list !== 'values') {
      return defer(() => this.datasource.catalog()).pipe(
        map((catalog) => ({ data: matching(namesOf(list, catalog), wanted) }))
      );
    }
    if (dimension === '') {
      return of({ data: [] });
    }
    return defer(() =>
      from(
        this.datasource.values({
          dimension: variables.replace(dimension),
          search: wanted,
          limit: maxValues,
          filters: interpolateFilters(filters, variables).filter(({ values }) => values.length > 0),
        })
      )
    ).pipe(map((values) => ({ data: values.map((text) => ({ text, value: text })) })));
  }
}

/** Shown by title, used by name. */
function namesOf(list: Exclude<ListKind, 'values'>, catalog: CatalogView): MetricFindValue[] {
  const entries = list === 'datasets' ? catalog.costs : catalog[list];
  return entries.map(({ name, title }) => ({ text: title, value: name }));
}

function matching(found: readonly MetricFindValue[], search: string): MetricFindValue[] {
  const wanted = search.toLowerCase();
  return found.filter(({ text, value }) => `${text} ${value ?? ''}`.toLowerCase().includes(wanted));
}

import type { QueryEditorHelpProps } from '@grafana/data';
import { Button, Stack, Text } from '@grafana/ui';
import { useMemo } from 'react';
import { functions } from '../../pkg/formula/functions.ts';
import { useCatalog } from '../catalog/use-catalog.ts';
import { DataSource } from '../datasource.ts';
import type { UnitEconomicsQuery } from '../types.ts';
import { examples } from './examples.ts';

const nothing = { metrics: [], kpis: [], costs: [] };

/** The formula language on one page; a click on an example makes it the query's formula. */
export function QueryHelp(props: QueryEditorHelpProps<UnitEconomicsQuery>) {
  return props.datasource instanceof DataSource ? (
    <Known {...props} datasource={props.datasource} />
  ) : (
    <Page {...props} />
  );
}

function Known(props: QueryEditorHelpProps<UnitEconomicsQuery> & { readonly datasource: DataSource }) {
  const catalog = useCatalog(props.datasource);
  return <Page {...props} known={catalog.state === 'ready' ? catalog.value : nothing} />;
}

interface PageProps extends QueryEditorHelpProps<UnitEconomicsQuery> {
  readonly known?: Parameters<typeof examples>[0];
}

function Page({ query, onClickExample, known = nothing }: PageProps) {
  const list = useMemo(() => examples(known), [known]);
  return (
    <Stack direction="column" gap={2}>
      <Text element="h2" variant="h4">
        Formulas
      </Text>
      <Text element="p">
        A formula is an expression over names: cost, billed_cost, list_cost and contracted_cost add up every cost
        dataset of the total; DATASET.billed_cost is one of them; a usage metric and a KPI go by their names. Every leg
        is added up before the formula is applied, so a ratio is always a ratio of sums.
      </Text>
      <Stack direction="column" gap={1}>
        {list.map(({ title, expression }) => (
          <Stack key={expression} direction="row" gap={1} alignItems="center" wrap="wrap">
            <Button
              variant="secondary"
              size="sm"
              onClick={() => {
                onClickExample({ ...query, refId: query.refId, formulas: [{ expression }] });
              }}
            >
              {expression}
            </Button>
            <Text color="secondary">{title}</Text>
          </Stack>
        ))}
      </Stack>
      <Text element="h2" variant="h4">
        Functions
      </Text>
      <dl>
        {Object.values(functions).map(({ signature, help }) => (
          <Stack key={signature} direction="row" gap={1}>
            <dt>
              <Text variant="code">{signature}</Text>
            </dt>
            <dd>
              <Text color="secondary">{help}</Text>
            </dd>
          </Stack>
        ))}
      </dl>
    </Stack>
  );
}

import type { QueryEditorHelpProps } from '@grafana/data';
import { Button, Stack, Text } from '@grafana/ui';
import { useMemo } from 'react';
import { guide } from '../../pkg/formula/guide.ts';
import { useCatalog } from '../catalog/use-catalog.ts';
import { DataSource } from '../datasource.ts';
import type { UnitEconomicsQuery } from '../types.ts';
import { examples } from './examples.ts';
import { GuideTable } from './guide-table.tsx';

const nothing = { metrics: [], kpis: [], costs: [], budgets: [] };

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
        Examples
      </Text>
      <Text element="p">
        A formula says what is divided by what. Every leg is added up before the formula is applied, so a ratio is
        always a ratio of sums.
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
      {guide.map((section) => (
        <GuideTable key={section.title} section={section} />
      ))}
    </Stack>
  );
}

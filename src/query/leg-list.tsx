import { Button, IconButton, Stack, Text } from '@grafana/ui';
import type { CatalogView, ExtentsView } from '../catalog/catalog.ts';
import { describeLeg } from '../catalog/describe.ts';
import type { DataSource } from '../datasource.ts';
import { copyLeg, declareLeg, renameLeg } from './declare-leg.ts';
import type { Draft, DraftLeg } from './draft.ts';
import { namesIn } from './formula-names.ts';
import { LegFields } from './leg-fields.tsx';
import type { Runs } from './use-runs.ts';

interface Props {
  readonly datasource: DataSource;
  readonly catalog: CatalogView;
  readonly extents: ExtentsView;
  readonly draft: Draft;
  /** Declared legs and those that formulas imply. */
  readonly legs: readonly DraftLeg[];
  readonly runs: Runs;
  readonly onChange: (patch: Partial<Draft>, run: boolean) => void;
}

/** What the formulas are made of: a sentence each; declared legs can be changed. */
export function LegList({ datasource, catalog, extents, draft, legs, runs, onChange }: Props) {
  const named = new Set(draft.formulas.flatMap(({ expression }) => namesIn(expression)));
  return (
    <>
      {legs.map((leg) => {
        const index = draft.legs.findIndex(({ name }) => name === leg.name);
        const isDeclared = index >= 0;
        return (
          <Stack key={isDeclared ? `declared ${index}` : leg.name} direction="column" gap={0.5}>
            <Stack direction="row" gap={1} alignItems="center">
              <Text variant="code">{leg.name}</Text>
              <Text variant="bodySmall" color="secondary">
                {describeLeg(leg, catalog, extents)}
                {isDeclared && !named.has(leg.name) ? ' Not used by any formula yet.' : ''}
              </Text>
              {isDeclared ? (
                <>
                  <IconButton
                    name="copy"
                    tooltip={`Duplicate leg ${leg.name}`}
                    onClick={() => {
                      onChange(copyLeg(draft, leg), false);
                    }}
                  />
                  <IconButton
                    name="trash-alt"
                    tooltip={`Remove leg ${leg.name}`}
                    onClick={() => {
                      onChange({ legs: draft.legs.toSpliced(index, 1) }, true);
                    }}
                  />
                </>
              ) : (
                named.has(leg.name) && (
                  <Button
                    size="sm"
                    fill="text"
                    aria-label={`Filter or change leg ${leg.name}`}
                    onClick={() => {
                      onChange(declareLeg(draft, leg), false);
                    }}
                  >
                    Filter or change
                  </Button>
                )
              )}
            </Stack>
            {isDeclared && (
              <LegFields
                datasource={datasource}
                catalog={catalog}
                leg={leg}
                others={draft.legs.toSpliced(index, 1)}
                runs={runs}
                onRename={(name) => {
                  onChange(renameLeg(draft, leg.name, name), runs.isOnLeaving);
                }}
                onChange={(changed, run) => {
                  onChange({ legs: draft.legs.with(index, changed) }, run);
                }}
              />
            )}
          </Stack>
        );
      })}
    </>
  );
}

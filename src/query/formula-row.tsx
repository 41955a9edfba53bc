import { EditorRow } from '@grafana/plugin-ui';
import { Button, Stack } from '@grafana/ui';
import { comparisonOf, isComparison, withComparison } from './comparison.ts';
import type { FormulaCheck } from './check-formula.ts';
import type { DraftFormula } from './draft.ts';
import { FormulaField } from './formula-field.tsx';
import type { Suggestion } from './suggestions.ts';
import type { Runs } from './use-runs.ts';

interface Props {
  readonly formulas: readonly DraftFormula[];
  /** One for each formula, in their order. */
  readonly checks: readonly FormulaCheck[];
  readonly suggestions: readonly Suggestion[];
  readonly runs: Runs;
  readonly onChange: (formulas: DraftFormula[], run: boolean) => void;
}

/** The formulas; those that only compare one with its past belong to the choice in the view row. */
export function FormulaRow({ formulas, checks, suggestions, runs, onChange }: Props) {
  const comparison = comparisonOf(formulas);
  const written = formulas
    .map((formula, index) => ({ formula, check: checks[index] ?? ({ state: 'empty' } as const) }))
    .filter(({ formula }) => !isComparison(formula, formulas));
  const shown = written.length > 0 ? written : [{ formula: { expression: '' }, check: { state: 'empty' } as const }];
  const plain = shown.map(({ formula }) => formula);
  const change = (changed: readonly DraftFormula[], run: boolean) => {
    onChange(withComparison(changed, comparison), run);
  };
  return (
    <EditorRow>
      <Stack direction="column" gap={1} grow={1}>
        {shown.map(({ formula, check }, index) => (
          <FormulaField
            key={index}
            number={index + 1}
            formula={formula}
            check={check}
            suggestions={suggestions}
            runs={runs}
            onChange={(changed) => {
              change(plain.with(index, changed), false);
            }}
            {...(shown.length > 1 && {
              onRemove: () => {
                change(plain.toSpliced(index, 1), true);
              },
            })}
          />
        ))}
        <div>
          <Button
            variant="secondary"
            size="sm"
            icon="plus"
            onClick={() => {
              change([...plain, { expression: '' }], false);
            }}
          >
            Add formula
          </Button>
        </div>
      </Stack>
    </EditorRow>
  );
}

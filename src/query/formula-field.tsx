import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { AccessoryButton, EditorField } from '@grafana/plugin-ui';
import { Input, Stack, Text, useStyles2 } from '@grafana/ui';
import { useId } from 'react';
import type { FormulaCheck } from './check-formula.ts';
import type { DraftFormula } from './draft.ts';
import { FormulaInput } from './formula-input.tsx';
import type { Suggestion } from './suggestions.ts';
import type { Runs } from './use-runs.ts';

interface Props {
  readonly number: number;
  readonly formula: DraftFormula;
  readonly check: FormulaCheck;
  readonly suggestions: readonly Suggestion[];
  readonly runs: Runs;
  readonly onChange: (formula: DraftFormula) => void;
  readonly onRemove?: () => void;
}

/** One formula with what it yields, or with the parser's words at the place they are about. */
export function FormulaField({ number, formula, check, suggestions, runs, onChange, onRemove }: Props) {
  const id = useId();
  const styles = useStyles2(getStyles);
  const isWrong = check.state === 'wrong';
  const label = number === 1 ? 'Formula' : `Formula ${number}`;
  return (
    <Stack direction="column" gap={0.5}>
      <Stack direction="row" gap={1} alignItems="flex-end" wrap="wrap">
        <div className={styles.expression}>
          <EditorField label={label} htmlFor={id}>
            <FormulaInput
              id={id}
              value={formula.expression}
              suggestions={suggestions}
              isInvalid={isWrong}
              describedBy={`${id}-check`}
              runs={runs}
              onChange={(expression) => {
                onChange({ ...formula, expression });
              }}
            />
          </EditorField>
        </div>
        <EditorField label={`${label} legend`} htmlFor={`${id}-name`} optional>
          <Input
            id={`${id}-name`}
            value={formula.name ?? ''}
            width={24}
            maxLength={200}
            placeholder="The formula itself"
            onChange={({ currentTarget }) => {
              const { name: _, ...rest } = formula;
              onChange(currentTarget.value === '' ? rest : { ...rest, name: currentTarget.value });
            }}
            {...runs.field}
          />
        </EditorField>
        {onRemove && (
          <AccessoryButton
            aria-label={`Remove ${label.toLowerCase()}`}
            icon="times"
            variant="secondary"
            onClick={onRemove}
          />
        )}
      </Stack>
      <div id={`${id}-check`} aria-live="polite">
        <Verdict check={check} expression={formula.expression} />
      </div>
    </Stack>
  );
}

function Verdict({ check, expression }: { readonly check: FormulaCheck; readonly expression: string }) {
  const styles = useStyles2(getStyles);
  switch (check.state) {
    case 'empty':
      return (
        <Text variant="bodySmall" color="secondary">
          Write a formula over names, such as cost / active_customers, or pick a cost, a usage or a KPI above.
        </Text>
      );
    case 'variable':
      return (
        <Text variant="bodySmall" color="secondary">
          The unit depends on the variable&apos;s value.
        </Text>
      );
    case 'right':
      return (
        <Text variant="bodySmall" color="secondary">
          In {check.unit === '' ? 'a plain ratio' : check.unit}
        </Text>
      );
    case 'wrong': {
      const { position, message } = check.problem;
      return (
        <Text variant="bodySmall" color="error" element="p">
          <span aria-hidden className={styles.excerpt}>
            {expression.slice(Math.max(0, position - 30), position)}
            <mark className={styles.mark}>{expression[position] ?? '\u2423'}</mark>
            {expression.slice(position + 1, position + 30)}
          </span>
          Position {position + 1}: {message}.
        </Text>
      );
    }
  }
}

const getStyles = (theme: GrafanaTheme2) => ({
  expression: css({ flex: '1 1 320px', minWidth: 240 }),
  excerpt: css({ fontFamily: theme.typography.fontFamilyMonospace, whiteSpace: 'pre', marginRight: theme.spacing(1) }),
  mark: css({
    background: theme.colors.error.transparent,
    color: theme.colors.error.text,
    borderBottom: `2px solid ${theme.colors.error.border}`,
    padding: 0,
  }),
});

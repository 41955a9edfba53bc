import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Input, useStyles2 } from '@grafana/ui';
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { maxFormulaLength } from '../../pkg/model/kpi.ts';
import { accepted, matchingSuggestions, type Suggestion, wordAt } from './suggestions.ts';
import type { Runs } from './use-runs.ts';

interface Props {
  readonly id: string;
  readonly value: string;
  readonly suggestions: readonly Suggestion[];
  readonly isInvalid: boolean;
  readonly describedBy: string;
  readonly runs: Runs;
  readonly onChange: (expression: string) => void;
}

/**
 * One line for a formula. While a name is written, names and functions that fit are listed below: arrows choose, Enter
 * takes what is chosen and otherwise runs the query; Ctrl+Space lists everything.
 */
export function FormulaInput({ id, value, suggestions, isInvalid, describedBy, runs, onChange }: Props) {
  const listId = useId();
  const styles = useStyles2(getStyles);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const caretAfter = useRef<number>(undefined);
  const [open, setOpen] = useState<{ readonly caret: number; readonly active: number }>();
  const word = open && wordAt(value, open.caret);
  const shown = word ? matchingSuggestions(suggestions, word) : [];
  const isOpen = open !== undefined && shown.length > 0;

  // React puts the caret at the end of a text that is set from outside.
  useLayoutEffect(() => {
    if (caretAfter.current !== undefined) {
      input.current?.setSelectionRange(caretAfter.current, caretAfter.current);
      caretAfter.current = undefined;
    }
  }, [value]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [open?.active]);

  const take = (suggestion: Suggestion) => {
    if (open !== undefined && word !== undefined) {
      const { expression, caret } = accepted(value, open.caret, word, suggestion);
      caretAfter.current = caret;
      onChange(expression);
    }
    setOpen(undefined);
  };
  const move = (event: KeyboardEvent, active: number) => {
    event.preventDefault();
    setOpen(open && { ...open, active: (active + shown.length) % shown.length });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const chosen = open && shown[open.active];
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      setOpen({ caret: event.currentTarget.selectionStart ?? value.length, active: -1 });
    } else if (isOpen && event.key === 'ArrowDown') {
      move(event, open.active + 1);
    } else if (isOpen && event.key === 'ArrowUp') {
      move(event, Math.max(open.active, 0) - 1);
    } else if (isOpen && event.key === 'Escape') {
      event.stopPropagation(); // in Grafana it would leave the panel editor
      setOpen(undefined);
    } else if (event.key === 'Enter') {
      if (chosen === undefined) {
        setOpen(undefined);
        runs.run();
      } else {
        take(chosen);
      }
    }
  };
  return (
    <div className={styles.place}>
      <Input
        id={id}
        ref={input}
        className={styles.code}
        value={value}
        maxLength={maxFormulaLength}
        placeholder="cost / active_customers"
        spellCheck={false}
        autoComplete="off"
        invalid={isInvalid}
        aria-invalid={isInvalid}
        aria-describedby={describedBy}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={listId}
        {...(isOpen && open.active >= 0 && { 'aria-activedescendant': `${listId}-${open.active}` })}
        onChange={({ currentTarget }) => {
          const caret = currentTarget.selectionStart ?? currentTarget.value.length;
          const written = wordAt(currentTarget.value, caret);
          setOpen(written === undefined || written.text === '' ? undefined : { caret, active: -1 });
          onChange(currentTarget.value);
        }}
        onBlur={() => {
          setOpen(undefined);
          runs.field.onBlur();
        }}
        onKeyDown={onKeyDown}
      />
      {isOpen && (
        <ul ref={list} id={listId} role="listbox" aria-label="Suggestions" className={styles.list}>
          {shown.map((suggestion, index) => (
            <li
              key={suggestion.label}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === open.active}
              className={cx(styles.option, index === open.active && styles.active)}
              // The press must not take the focus from the field, which could run the query.
              onMouseDown={(event) => {
                event.preventDefault();
              }}
              onClick={() => {
                take(suggestion);
              }}
            >
              <span className={styles.label}>{suggestion.label}</span>
              <span className={styles.kind}>{suggestion.kind}</span>
              <span className={styles.help}>{suggestion.help}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  place: css({ position: 'relative' }),
  // At 14 px some monospaced fonts lose the underscore in an input, and names are full of them.
  code: css({ input: { fontFamily: theme.typography.fontFamilyMonospace, fontSize: theme.typography.pxToRem(13) } }),
  list: css({
    position: 'absolute',
    top: '100%',
    left: 0,
    right: 0,
    zIndex: theme.zIndex.dropdown,
    maxHeight: 280,
    margin: theme.spacing(0.5, 0, 0),
    padding: theme.spacing(0.5),
    overflowY: 'auto',
    listStyle: 'none',
    background: theme.colors.background.elevated,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    boxShadow: theme.shadows.z3,
  }),
  option: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto',
    columnGap: theme.spacing(1),
    padding: theme.spacing(0.5, 1),
    borderRadius: theme.shape.radius.default,
    cursor: 'pointer',
    '&:hover': { background: theme.colors.action.hover },
  }),
  // Grey words on the colour of what is chosen would be hard to read.
  active: css({ background: theme.colors.action.selected, span: { color: theme.colors.text.primary } }),
  label: css({ fontFamily: theme.typography.fontFamilyMonospace, fontSize: theme.typography.bodySmall.fontSize }),
  kind: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  help: css({
    gridColumn: '1 / -1',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});

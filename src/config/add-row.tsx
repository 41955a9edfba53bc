import { Button, Text } from '@grafana/ui';

interface Props {
  readonly label: string;
  /** Such as `Add condition`. */
  readonly text: string;
  readonly count: number;
  readonly isDisabled: boolean;
  readonly onAdd: () => void;
}

/** The end of a list of rows: a button that adds one, or a word where there are none and none can be added. */
export function AddRow({ label, text, count, isDisabled, onAdd }: Props) {
  if (isDisabled) {
    return count === 0 ? <Text color="secondary">None</Text> : null;
  }
  return (
    <Button variant="secondary" size="sm" icon="plus" aria-label={`Add to ${label.toLowerCase()}`} onClick={onAdd}>
      {text}
    </Button>
  );
}

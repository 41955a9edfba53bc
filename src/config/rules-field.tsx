import { Button, IconButton, Input, Stack, Text } from '@grafana/ui';
import { isRecord } from '../../pkg/model/issues.ts';
import { ConditionList } from './condition-list.tsx';

interface Props {
  readonly value: unknown;
  readonly isDisabled: boolean;
  readonly onChange: (rules: readonly object[] | undefined) => void;
}

const operators = [
  { value: 'in', label: 'is one of' },
  { value: 'prefix', label: 'starts with' },
  { value: 'regex', label: 'matches', description: 'RE2 regular expression, on the whole value' },
  { value: 'present', label: 'is present' },
];

/** Rules of a virtual dimension in their order: the first whose conditions all hold gives the value. */
export function RulesField({ value, isDisabled, onChange }: Props) {
  const rules = Array.isArray(value) ? value.filter(isRecord) : [];
  const change = (changed: readonly object[]) => {
    onChange(changed.length === 0 ? undefined : changed);
  };
  return (
    <Stack direction="column" gap={1.5} alignItems="flex-start">
      {rules.map((rule, index) => {
        const name = `Rule ${index + 1}`;
        return (
          <Stack key={index} direction="column" gap={0.5}>
            <Stack direction="row" gap={0.5} alignItems="center">
              <Input
                aria-label={`${name}: value`}
                placeholder="Value that charges get"
                value={typeof rule['value'] === 'string' ? rule['value'] : ''}
                width={30}
                disabled={isDisabled}
                onChange={({ currentTarget }) => {
                  change(rules.with(index, { ...rule, value: currentTarget.value }));
                }}
              />
              <IconButton
                name="arrow-up"
                aria-label={`Move ${name.toLowerCase()} up`}
                disabled={isDisabled || index === 0}
                onClick={() => {
                  change(rules.toSpliced(index, 1).toSpliced(index - 1, 0, rule));
                }}
              />
              <IconButton
                name="times"
                aria-label={`Remove ${name.toLowerCase()}`}
                disabled={isDisabled}
                onClick={() => {
                  change(rules.toSpliced(index, 1));
                }}
              />
            </Stack>
            <ConditionList
              label={`${name} condition`}
              subject="key"
              operators={operators}
              value={rule['where']}
              isDisabled={isDisabled}
              onChange={(where) => {
                change(rules.with(index, { ...rule, where }));
              }}
            />
          </Stack>
        );
      })}
      {isDisabled && rules.length === 0 && <Text color="secondary">None</Text>}
      {!isDisabled && (
        <Button
          variant="secondary"
          size="sm"
          icon="plus"
          onClick={() => {
            change([...rules, { value: '', where: [{ key: '', op: 'in', values: [] }] }]);
          }}
        >
          Add rule
        </Button>
      )}
    </Stack>
  );
}

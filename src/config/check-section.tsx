import { ConfigSection } from '@grafana/plugin-ui';
import { Alert, Badge, Button, Stack, Text } from '@grafana/ui';
import { useState } from 'react';
import { checkHealth, type Health } from './health.ts';

/** Asks of every saved entry what was found behind it: rows, dates, columns, bad rows, and how to mend the rest. */
export function CheckSection({ uid }: { readonly uid: string }) {
  const [health, setHealth] = useState<Health | 'running'>();
  const check = async () => {
    setHealth('running');
    setHealth(await checkHealth(uid));
  };
  return (
    <ConfigSection
      title="Check"
      description="Looks at every saved entry as a query would; what is not saved yet is not seen."
    >
      <Stack direction="column" gap={1} alignItems="flex-start">
        <Button
          variant="secondary"
          icon={health === 'running' ? 'spinner' : 'check'}
          disabled={health === 'running'}
          onClick={() => {
            void check();
          }}
        >
          Check saved entries
        </Button>
        <div aria-live="polite">{health !== undefined && health !== 'running' && <Report health={health} />}</div>
      </Stack>
    </ConfigSection>
  );
}

function Report({ health: { ok, message, entries } }: { readonly health: Health }) {
  return (
    <Stack direction="column" gap={1}>
      <Alert severity={ok ? 'success' : 'error'} title={message} />
      {entries.length > 0 && (
        <ul aria-label="What was found" style={{ listStyle: 'none' }}>
          {entries.map(({ entry, ok: works, found, remarks }) => (
            <li key={entry}>
              <Stack direction="row" gap={1} alignItems="baseline">
                <Badge color={works ? 'green' : 'red'} text={works ? 'ok' : 'wrong'} />
                <div>
                  <Text variant="code">{entry}</Text> <Text color={works ? 'primary' : 'error'}>{found}</Text>
                  {remarks.map((remark) => (
                    <Text key={remark} element="p" color="secondary" variant="bodySmall">
                      {remark}
                    </Text>
                  ))}
                </div>
              </Stack>
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}

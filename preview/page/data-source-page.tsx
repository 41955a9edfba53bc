import { css } from '@emotion/css';
import type { DataSourceSettings } from '@grafana/data';
import { Alert, Button, Field, Input, LinkButton, Stack } from '@grafana/ui';
import { useState } from 'react';
import * as z from 'zod';
import { saveDataSource, type DataSourceJson } from './bootstrap.ts';
import { usePage } from './page-context.ts';
import { textOf } from './run-query.ts';

interface TestResult {
  readonly ok: boolean;
  readonly message: string;
  /** Line by line, what was found. */
  readonly details: string | undefined;
}

/** The plugin's config editor with Save & test. What is saved stays in the server's memory. */
export function DataSourcePage({ entry }: { entry: DataSourceJson }) {
  const { registry } = usePage();
  const [settings, setSettings] = useState(() => settingsOf(entry));
  const [result, setResult] = useState<TestResult>();
  const [isBusy, setBusy] = useState(false);
  const Editor = registry.instance(entry.uid).components?.ConfigEditor;

  async function saveAndTest(): Promise<void> {
    setBusy(true);
    try {
      if (!entry.readOnly) {
        const { name, jsonData, secureJsonData } = settings;
        const secrets = Object.entries(secureJsonData ?? {}).filter((item) => item[1] !== undefined);
        const saved = await saveDataSource(entry.uid, { name, jsonData, secureJsonData: Object.fromEntries(secrets) });
        registry.put(saved);
        setSettings((before) => ({ ...settingsOf(saved), version: (before.version ?? 1) + 1 }));
      }
      setResult(await test(() => registry.instance(entry.uid).testDatasource()));
    } catch (thrown) {
      setResult({ ok: false, message: textOf(thrown), details: undefined });
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className={css({ maxWidth: 1000 })}>
      <Stack direction="column" gap={2}>
        <h1>{settings.name}</h1>
        {entry.readOnly && (
          <Alert severity="info" title="Provisioned data source">
            This data source was added by a configuration file and cannot be changed here.
          </Alert>
        )}
        <Field label="Name" htmlFor="data-source-name" noMargin>
          <Input
            id="data-source-name"
            width={40}
            value={settings.name}
            readOnly={entry.readOnly}
            onChange={({ currentTarget }) => {
              const name = currentTarget.value;
              setSettings((before) => ({ ...before, name }));
            }}
          />
        </Field>
        {Editor && <Editor options={settings} onOptionsChange={setSettings} />}
        {result && <Outcome result={result} uid={entry.uid} />}
        <Stack direction="row" gap={1}>
          <Button disabled={isBusy} onClick={() => void saveAndTest()}>
            {entry.readOnly ? 'Test' : 'Save & test'}
          </Button>
          <LinkButton variant="secondary" href={`/explore?ds=${entry.uid}`}>
            Explore
          </LinkButton>
        </Stack>
      </Stack>
    </div>
  );
}

function Outcome({ result: { ok, message, details }, uid }: { result: TestResult; uid: string }) {
  return (
    <Alert severity={ok ? 'success' : 'error'} title={message}>
      {ok && (
        <p>
          Next: <a href={`/explore?ds=${uid}`}>ask it in Explore</a>, or look at <a href="/">the dashboards</a>.
        </p>
      )}
      {details !== undefined && (
        <details open={!ok}>
          <summary>Details</summary>
          <pre className={css({ whiteSpace: 'pre-wrap' })}>{details}</pre>
        </details>
      )}
    </Alert>
  );
}

const outcome = z.object({
  status: z.string().optional(),
  message: z.string(),
  error: z.object({ details: z.object({ verboseMessage: z.string().optional() }).optional() }).optional(),
});

/** testDatasource resolves with a success and rejects with a failure; both say the same things. */
async function test(ask: () => Promise<unknown>): Promise<TestResult> {
  const answer: unknown = await ask().catch((thrown: unknown) => thrown);
  const parsed = outcome.safeParse(answer);
  if (!parsed.success) {
    return { ok: false, message: textOf(answer), details: undefined };
  }
  const { status, message, error } = parsed.data;
  return { ok: status === 'success', message, details: error?.details?.verboseMessage };
}

function settingsOf({
  uid,
  name,
  type,
  isDefault,
  readOnly,
  jsonData,
  secureJsonFields,
}: DataSourceJson): DataSourceSettings {
  return {
    id: 1,
    uid,
    orgId: 1,
    name,
    type,
    typeName: 'Unit Economics',
    typeLogoUrl: '',
    access: 'proxy',
    url: '',
    user: '',
    database: '', // eslint-disable-line @typescript-eslint/no-deprecated -- the type wants it
    basicAuth: false,
    basicAuthUser: '',
    isDefault,
    jsonData,
    secureJsonFields: { ...secureJsonFields },
    readOnly,
    withCredentials: false,
    version: 1,
  };
}

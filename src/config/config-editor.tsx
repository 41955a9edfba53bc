import { ConfigSection } from '@grafana/plugin-ui';
import { Divider } from '@grafana/ui';
import { Fragment, useMemo } from 'react';
import * as z from 'zod';
import { isRecord } from '../../pkg/model/issues.ts';
import { ratesOn } from '../../pkg/model/rates.ts';
import { type CatalogList, settingsHead } from '../../pkg/model/settings.ts';
import { CheckSection } from './check-section.tsx';
import { entryProblems } from './entry-issues.ts';
import { EntryList } from './entry-list.tsx';
import { FieldList } from './field-list.tsx';
import { generalFields } from './general-fields.ts';
import { typeOf } from './kinds/kinds.ts';
import { listSpecs } from './list-specs.ts';
import type { Entry } from './paths.ts';
import { type EditorProps, withoutSecretsOf } from './secrets.ts';
import { useSaved } from './use-saved.ts';

const lists = [
  'connections',
  'costs',
  'metrics',
  'dimensions',
  'budgets',
  'kpis',
  'allocations',
  'recipients',
] as const satisfies readonly CatalogList[];

/** The settings, list by list. Whatever it does not know it leaves as it is: the same jsonData is written in YAML and Terraform. */
export function ConfigEditor({ options, onOptionsChange }: EditorProps) {
  const { jsonData, readOnly: isReadOnly } = options;
  const settings: Entry = isRecord(jsonData) ? jsonData : {};
  const problemOf = useMemo(() => entryProblems(isRecord(jsonData) ? jsonData : {}), [jsonData]);
  const isSaved = useSaved(options);
  const withSettings = (changed: Entry) => ({ ...options, jsonData: { ...changed } });
  const { rates } = settings;
  return (
    <div>
      <ConfigSection title="General" description="One calendar and one currency for every query.">
        <FieldList
          checks={[
            settingsHead,
            z.object({ rates: ratesOn(isRecord(rates) ? typeOf(rates, settings) : undefined).optional() }),
          ]}
          fields={generalFields}
          entry={settings}
          settings={settings}
          isDisabled={isReadOnly}
          isNew={false}
          otherKeys="never"
          onChange={(changed) => {
            onOptionsChange(withSettings(changed));
          }}
        />
      </ConfigSection>
      {lists.map((list) => (
        <Fragment key={list}>
          <Divider />
          <EntryList
            list={list}
            spec={listSpecs[list]}
            settings={settings}
            isReadOnly={isReadOnly}
            problemOf={problemOf}
            isSaved={isSaved}
            options={options}
            onChange={(entries, removed) => {
              const changed = withSettings({ schemaVersion: 1, ...settings, [list]: entries });
              onOptionsChange(removed ? withoutSecretsOf(changed, list, removed, entries) : changed);
            }}
            onOptionsChange={onOptionsChange}
          />
        </Fragment>
      ))}
      <Divider />
      <CheckSection uid={options.uid} />
    </div>
  );
}

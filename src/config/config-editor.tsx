import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { ConfigSection } from '@grafana/plugin-ui';
import { Divider } from '@grafana/ui';
import { Fragment, useMemo } from 'react';
import { isRecord } from '../../pkg/model/issues.ts';
import { type CatalogList, settingsHead } from '../../pkg/model/settings.ts';
import { CheckSection } from './check-section.tsx';
import { entryProblems } from './entry-issues.ts';
import { EntryList } from './entry-list.tsx';
import { FieldList } from './field-list.tsx';
import { generalFields } from './general-fields.ts';
import { listSpecs } from './list-specs.ts';
import type { Entry } from './paths.ts';

const lists = ['connections', 'costs', 'metrics', 'dimensions', 'kpis'] as const satisfies readonly CatalogList[];

/** The settings, list by list. Whatever it does not know it leaves as it is: the same jsonData is written in YAML and Terraform. */
export function ConfigEditor({ options, onOptionsChange }: DataSourcePluginOptionsEditorProps) {
  const { jsonData, readOnly: isReadOnly } = options;
  const settings: Entry = isRecord(jsonData) ? jsonData : {};
  const problemOf = useMemo(() => entryProblems(isRecord(jsonData) ? jsonData : {}), [jsonData]);
  const change = (changed: Entry) => {
    onOptionsChange({ ...options, jsonData: { ...changed } });
  };
  return (
    <div>
      <ConfigSection title="General" description="One calendar and one currency for every query.">
        <FieldList
          schema={settingsHead}
          fields={generalFields}
          entry={settings}
          settings={settings}
          isDisabled={isReadOnly}
          isNew={false}
          onChange={change}
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
            onChange={(entries) => {
              change({ schemaVersion: 1, ...settings, [list]: entries });
            }}
          />
        </Fragment>
      ))}
      <Divider />
      <CheckSection uid={options.uid} />
    </div>
  );
}

import { ConfigSection } from '@grafana/plugin-ui';
import { Button, FilterInput, Text } from '@grafana/ui';
import { useState } from 'react';
import { isRecord } from '../../pkg/model/issues.ts';
import type { CatalogList } from '../../pkg/model/settings.ts';
import { EntryItem } from './entry-item.tsx';
import type { ListSpec } from './field-spec.ts';
import type { Entry } from './paths.ts';
import { SecretFields } from './secret-fields.tsx';
import { type Options, secretsOf } from './secrets.ts';
import { maxShown, shownEntries } from './shown-entries.ts';
import type { IsSaved } from './use-saved.ts';

interface Props {
  readonly list: CatalogList;
  readonly spec: ListSpec;
  readonly settings: Entry;
  readonly isReadOnly: boolean;
  readonly problemOf: (list: CatalogList, index: number) => string | undefined;
  readonly isSaved: IsSaved;
  readonly options: Options;
  readonly onChange: (entries: readonly Entry[], removed?: Entry) => void;
  /** Of secrets, which stand beside the settings. */
  readonly onOptionsChange: (options: Options) => void;
}

const lockedBySecret = {
  name: 'Fixed, because a secret is kept under it: reset the secrets to change it',
  type: 'Fixed, so that no other service is given the secret: reset the secrets to change it',
};

/** One list of the settings. At most one entry is open, so that the page stays short with hundreds of them. */
export function EntryList(props: Props) {
  const { list, spec, settings, isReadOnly, problemOf, isSaved, options, onChange, onOptionsChange } = props;
  const [open, setOpen] = useState<{ readonly index: number; readonly isNew: boolean }>();
  const [search, setSearch] = useState('');
  const raw = settings[list];
  const entries: readonly Entry[] = Array.isArray(raw)
    ? raw.map((entry: unknown) => (isRecord(entry) ? entry : {}))
    : [];
  const { shown, hidden } = shownEntries(entries, search, open?.index);
  const insert = (index: number, entry: Entry, isNew: boolean) => {
    onChange(entries.toSpliced(index, 0, entry));
    setOpen({ index, isNew });
  };
  return (
    <ConfigSection
      title={spec.title}
      description={spec.description}
      isCollapsible
      isInitiallyOpen={isMain(list) || entries.length > 0}
    >
      {entries.length > maxShown && (
        <FilterInput
          aria-label={`Search ${spec.title.toLowerCase()}`}
          placeholder={`Search ${entries.length} ${spec.title.toLowerCase()}`}
          value={search}
          width={40}
          onChange={setSearch}
        />
      )}
      <ul aria-label={spec.title} style={{ listStyle: 'none' }}>
        {shown.map(({ entry, index }) => (
          <EntryItem
            key={index}
            uid={options.uid}
            list={list}
            spec={spec}
            entry={entry}
            settings={settings}
            position={index + 1}
            problem={problemOf(list, index)}
            isOpen={open?.index === index}
            isNew={open?.index === index && open.isNew}
            isSaved={isSaved(list, entry)}
            isReadOnly={isReadOnly}
            locked={secretsOf(options, list, entry).length > 0 ? lockedBySecret : {}}
            onToggle={() => {
              setOpen(open?.index === index ? undefined : { index, isNew: false });
            }}
            onChange={(changed) => {
              onChange(entries.with(index, changed));
            }}
            onDuplicate={() => {
              insert(index + 1, { ...entry, name: freeName(entry['name'], entries) }, false);
            }}
            onRemove={() => {
              onChange(entries.toSpliced(index, 1), entry);
              setOpen(undefined);
            }}
          >
            {spec.secrets && (
              <SecretFields
                list={list}
                entry={entry}
                secrets={spec.secrets(entry)}
                options={options}
                onChange={onOptionsChange}
              />
            )}
          </EntryItem>
        ))}
      </ul>
      {hidden > 0 && (
        <Text element="p" color="secondary">
          {hidden} more; search for them.
        </Text>
      )}
      {!isReadOnly && (
        <Button
          variant="secondary"
          icon="plus"
          onClick={() => {
            insert(entries.length, spec.start, true);
          }}
        >
          {`Add ${spec.noun}`}
        </Button>
      )}
    </ConfigSection>
  );
}

/** What a data source cannot do without. */
function isMain(list: CatalogList): boolean {
  return list === 'connections' || list === 'costs' || list === 'metrics';
}

function freeName(name: unknown, entries: readonly Entry[]): string {
  const base = typeof name === 'string' && name !== '' ? name : 'entry';
  const taken = new Set(entries.map((entry) => entry['name']));
  const candidates = entries.map((_, index) => `${base}_${index + 2}`);
  return candidates.find((candidate) => !taken.has(candidate)) ?? `${base}_copy`;
}

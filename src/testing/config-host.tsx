import type { DataSourceSettings } from '@grafana/data';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { ConfigEditor } from '../config/config-editor.tsx';
import type { Options } from '../config/secrets.ts';

export type User = ReturnType<typeof userEvent.setup>;

interface Start {
  readonly readOnly?: boolean;
  /** Paths of secrets that are stored. */
  readonly stored?: readonly string[];
}

/** The config editor with its options kept as Grafana keeps them; `save` is what Save & test does to them. */
export function setupConfig(jsonData: object, { readOnly = false, stored = [] }: Start = {}) {
  const started: Partial<Options> = {
    uid: 'ue',
    version: 1,
    readOnly,
    jsonData,
    secureJsonFields: Object.fromEntries(stored.map((path) => [path, true])),
  };
  const state = {
    options: started as DataSourceSettings<object, Record<string, string>>,
    save: (): void => undefined,
  };
  function Host() {
    const [options, setOptions] = useState(state.options);
    const set = (changed: typeof options) => {
      state.options = changed;
      setOptions(changed);
    };
    state.save = () => {
      const { secureJsonData = {}, secureJsonFields, version = 1, ...rest } = state.options;
      const fields = {
        ...secureJsonFields,
        ...Object.fromEntries(Object.entries(secureJsonData).map(([path, secret]) => [path, secret !== ''])),
      };
      set({ ...rest, secureJsonFields: fields, version: version + 1 });
    };
    return <ConfigEditor options={options} onOptionsChange={set} />;
  }
  render(<Host />);
  const json = (): Readonly<Record<string, unknown>> => ({ ...state.options.jsonData });
  return { state, json, user: userEvent.setup() };
}

export async function pick(user: User, list: RegExp | string, option: RegExp | string): Promise<void> {
  await user.click(screen.getByRole('combobox', { name: list }));
  await user.click(await screen.findByRole('option', { name: option }));
}

import { DataSourcePlugin } from '@grafana/data';
import { ConfigEditor } from './config/config-editor.tsx';
import { DataSource } from './datasource.ts';
import { QueryHelp } from './help/query-help.tsx';
import { QueryEditor } from './query/query-editor.tsx';
import type { UnitEconomicsQuery } from './types.ts';

export const plugin = new DataSourcePlugin<DataSource, UnitEconomicsQuery>(DataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor)
  .setQueryEditorHelp(QueryHelp);

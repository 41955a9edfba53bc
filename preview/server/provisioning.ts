import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { expandAll, type Environment } from './expand.ts';

const dataSource = z.object({
  uid: z.string().min(1),
  name: z.string().min(1),
  type: z.string(),
  isDefault: z.boolean().default(false),
  editable: z.boolean().default(false),
  jsonData: z.record(z.string(), z.unknown()).default({}),
  secureJsonData: z.record(z.string(), z.string()).default({}),
});
export type ProvisionedDataSource = z.output<typeof dataSource>;

const dataSourceFile = z.object({ datasources: z.array(dataSource).default([]) });

/** As much of a dashboard as the server looks at; the page reads the rest. */
const dashboard = z.looseObject({ uid: z.string().min(1), title: z.string(), tags: z.array(z.string()).default([]) });
export type Dashboard = z.output<typeof dashboard>;

/** Data sources of all files in `DIRECTORY/datasources`, environment variables replaced as Grafana does. */
export function readDataSources(directory: string, env: Environment): ProvisionedDataSource[] {
  return filesOf(path.join(directory, 'datasources'), ['.yaml', '.yml']).flatMap((file) => {
    const parsed = dataSourceFile.safeParse(expandAll(parseYaml(readFileSync(file, 'utf8')), env));
    if (!parsed.success) {
      throw new Error(`${file} is not a file of data sources: ${z.prettifyError(parsed.error)}`);
    }
    return parsed.data.datasources;
  });
}

/** Dashboards of `DIRECTORY/dashboards`, read anew each time: an edit shows with the next load of the page. */
export function readDashboards(directory: string): Dashboard[] {
  return filesOf(path.join(directory, 'dashboards'), ['.json']).map((file) => {
    const parsed = dashboard.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (!parsed.success) {
      throw new Error(`${file} is not a dashboard: ${z.prettifyError(parsed.error)}`);
    }
    return parsed.data;
  });
}

function filesOf(directory: string, endings: readonly string[]): string[] {
  return readdirSync(directory)
    .filter((name) => endings.includes(path.extname(name)))
    .sort()
    .map((name) => path.join(directory, name));
}

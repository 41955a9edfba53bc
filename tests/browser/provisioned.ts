import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const model = z.object({
  uid: z.string(),
  panels: z.array(z.object({ title: z.string().min(1), type: z.string() })).min(1),
});

export const dashboardNames = readdirSync('provisioning/dashboards').flatMap((file) =>
  file.endsWith('.json') ? [path.basename(file, '.json')] : []
);

/** A provisioned dashboard, as far as tests look for it on the page. */
export function dashboard(name: string): z.output<typeof model> {
  return model.parse(JSON.parse(readFileSync(`provisioning/dashboards/${name}.json`, 'utf8')));
}

import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseAllDocuments, parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { parseCommand } from '../../pkg/cli/arguments.ts';
import type { ReportCommand } from '../../pkg/cli/report-arguments.ts';
import { readSettingsFile } from '../../pkg/cli/settings-file.ts';
import { functionNames } from '../../pkg/formula/functions.ts';
import { parseSettings } from '../../pkg/model/parse-settings.ts';
import { recipientSecrets } from '../../pkg/model/recipient.ts';
import { secretsByEntry } from '../../pkg/model/secrets.ts';

/** What docs/delivery.md and its examples show works as it stands there. */
const read = (file: string) => readFileSync(path.resolve('docs', file), 'utf8');

/** Five fields of numbers, ranges, lists and steps. */
const schedule = /^([\d*/,-]+ ){4}[\d*/,-]+$/;

/** Such a value stands in the environment for each variable. */
const valueOf = (variable: string) => `value of ${variable}`;

const variablesIn = (text: string) => [...text.matchAll(/\$\{(\w+)\}/g)].map(([, variable = '']) => variable).sort();

/** Names of recipients, once it is sure that the settings are good and that each recipient's secrets are known to its type. */
async function recipientsIn(settings: string): Promise<readonly string[]> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'example-'));
  const variables = variablesIn(settings);
  try {
    for (const variable of variables) {
      process.env[variable] = valueOf(variable);
    }
    await writeFile(path.join(directory, 'settings.yaml'), settings);
    const { jsonData, secureJsonData } = await readSettingsFile(path.join(directory, 'settings.yaml'));
    const { catalog, problems } = parseSettings(jsonData, functionNames);
    expect(problems).toEqual([]);
    const secrets = secretsByEntry('recipients', secureJsonData);
    const given = [...secrets.values()].flatMap((values) => Object.values(values));
    expect(given.sort()).toEqual(variables.map(valueOf));
    for (const [name, values] of secrets) {
      const type = catalog.recipients.get(name)?.type;
      expect(Object.keys(type === undefined ? {} : recipientSecrets[type])).toEqual(
        expect.arrayContaining(Object.keys(values))
      );
    }
    return [...catalog.recipients.keys()];
  } finally {
    for (const variable of variables) {
      Reflect.deleteProperty(process.env, variable);
    }
    await rm(directory, { recursive: true });
  }
}

function reportIn(words: readonly string[]): ReportCommand {
  const command = parseCommand(words);
  expect(command.kind).toBe('report');
  return command as ReportCommand;
}

/** What follows the executable on a line of a shell, to the end or a redirection. */
function commandIn(line: string): readonly string[] {
  const [, words = ''] = /gpx_uniteconomics_linux_amd64 ([^>]*)/.exec(line) ?? [];
  return words.trim().split(/\s+/);
}

describe('the examples of delivery', () => {
  it('have settings that can be read, with every secret from the environment', async () => {
    expect(await recipientsIn(read('examples/settings.yaml'))).toEqual(['finops', 'board', 'checkout', 'archive']);
  });

  it('run by cron', async () => {
    const known = await recipientsIn(read('examples/settings.yaml'));
    const jobs = read('examples/cron.txt').split('\n').filter((line) => /^[\d*]/.test(line)); // prettier-ignore
    expect(jobs).toHaveLength(2);
    for (const job of jobs) {
      const fields = job.split(' ');
      expect(fields.slice(0, 5).join(' ')).toMatch(schedule);
      expect(job).not.toContain('%'); // a line break to cron
      expect(known).toEqual(expect.arrayContaining([...reportIn(commandIn(job)).send]));
    }
  });

  it('run in Kubernetes', async () => {
    const named = z.object({ name: z.string() });
    const cronJob = z.object({
      spec: z.object({
        schedule: z.string().regex(schedule),
        jobTemplate: z.object({
          spec: z.object({
            template: z.object({
              spec: z.object({
                containers: z.tuple([
                  z.object({
                    command: z.tuple([z.string().endsWith('/gpx_uniteconomics_linux_amd64')]),
                    args: z.array(z.string()),
                    env: z.array(named),
                    volumeMounts: z.array(named.extend({ mountPath: z.string() })),
                  }),
                ]),
                volumes: z.array(named),
              }),
            }),
          }),
        }),
      }),
    });
    const documents = parseAllDocuments(read('examples/kubernetes.yaml'));
    expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
    const byKind = new Map(documents.map((each) => [String(each.get('kind')), each.toJS() as unknown]));
    expect([...byKind.keys()]).toEqual(['ConfigMap', 'PersistentVolumeClaim', 'CronJob']);
    const configMap = z.object({ data: z.object({ 'settings.yaml': z.string() }) }).parse(byKind.get('ConfigMap'));
    const settings = configMap.data['settings.yaml'];
    const { containers, volumes } = cronJob.parse(byKind.get('CronJob')).spec.jobTemplate.spec.template.spec;
    const [{ args, env, volumeMounts }] = containers;
    const command = reportIn(args);
    expect(await recipientsIn(settings)).toEqual(command.send);
    expect(path.dirname(command.settings)).toBe(volumeMounts.find(({ name }) => name === 'settings')?.mountPath);
    expect(env.map(({ name }) => name).sort()).toEqual(['GF_PLUGIN_CACHE_PATH', ...variablesIn(settings)]);
    expect(volumeMounts.map(({ name }) => name)).toEqual(volumes.map(({ name }) => name));
  });

  it('run by GitHub Actions', async () => {
    const step = z.object({
      name: z.string().optional(),
      uses: z.string().optional(),
      run: z.string().optional(),
      env: z.record(z.string(), z.string()).default({}),
    });
    const workflow = z.object({
      on: z.object({ schedule: z.tuple([z.object({ cron: z.string().regex(schedule) })]) }),
      jobs: z.object({ report: z.object({ env: z.record(z.string(), z.string()), steps: z.array(step) }) }),
    });
    const { report } = workflow.parse(parseYaml(read('examples/github-actions.yaml'))).jobs;
    const send = report.steps.find(({ name }) => name === 'Send');
    const words = commandIn(send?.run ?? '');
    expect(words.at(-1)).toBe('$DRY_RUN');
    const command = reportIn(words.slice(0, -1));
    expect(reportIn([...words.slice(0, -1), '--dry-run']).dryRun).toBe(true);
    const settings = read('examples/settings.yaml');
    expect(await recipientsIn(settings)).toEqual(command.send);
    const { DRY_RUN: dryRun, ...secrets } = send?.env ?? {};
    expect(dryRun).toContain("'--dry-run'");
    expect(secrets).toEqual(Object.fromEntries(variablesIn(settings).map((name) => [name, `\${{ secrets.${name} }}`])));
    expect(report.env['GF_PLUGIN_CACHE_PATH']).toContain('/.unit-economics');
  });

  it('are what the guide shows', async () => {
    const guide = read('delivery.md');
    const [recipients = '', secrets = ''] = [...guide.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, body = '']) => body);
    const indented = recipients.replace(/^/gm, '  ');
    expect(await recipientsIn(`jsonData:\n${indented}\n${secrets}`)).toEqual(['finops', 'board', 'checkout', 'archive']); // prettier-ignore
    const lines = guide.split('\n').filter((line) => line.includes('gpx_uniteconomics_linux_amd64 report'));
    expect(lines.map((line) => reportIn(commandIn(line)).send.length)).toEqual([2, 1, 4]);
  });
});

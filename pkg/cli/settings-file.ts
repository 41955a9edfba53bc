import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse as parseYaml } from 'yaml';
import { UnitEconomicsError } from '../model/errors.ts';
import { isRecord } from '../model/issues.ts';

export interface SettingsFile {
  /** Of the data source where the file gives one, else the file's own path. */
  readonly uid: string;
  readonly jsonData: string;
  /** Secrets, with the environment's variables put in as Grafana's provisioning does. */
  readonly secureJsonData: Readonly<Record<string, string>>;
  /** Directories that the file names. Whoever runs the command line could read them anyway. */
  readonly directories: readonly string[];
}

const pluginType = 'perunit-uniteconomics-datasource';

/** Reads jsonData from a settings file or a provisioning file; relative paths start at the file's directory. */
export async function readSettingsFile(file: string): Promise<SettingsFile> {
  const absolute = path.resolve(file);
  let content: unknown;
  try {
    content = parseYaml(await readFile(absolute, 'utf8'));
  } catch (cause) {
    throw new UnitEconomicsError(
      'badSettings',
      `The settings file ${file} cannot be read: ${cause instanceof Error ? cause.message : 'unknown'}`,
      { cause }
    );
  }
  const entry = entryOf(content);
  const jsonData = isRecord(entry?.['jsonData']) ? entry['jsonData'] : entry;
  if (jsonData === undefined) {
    throw new UnitEconomicsError(
      'badSettings',
      `The settings file ${file} holds neither jsonData nor a data source of type ${pluginType}.`
    );
  }
  const directory = path.dirname(absolute);
  const connections = Array.isArray(jsonData['connections'])
    ? jsonData['connections'].map((entry: unknown) => withAbsolutePath(entry, directory))
    : undefined;
  const catalogFile =
    typeof jsonData['catalogFile'] === 'string' ? path.resolve(directory, jsonData['catalogFile']) : undefined;
  const resolved = {
    ...jsonData,
    ...(connections && { connections }),
    ...(catalogFile !== undefined && { catalogFile }),
  };
  const paths = (connections ?? []).flatMap((entry) =>
    isRecord(entry) && typeof entry['path'] === 'string' ? [entry['path']] : []
  );
  const uid = entry?.['uid'];
  return {
    uid: typeof uid === 'string' && uid !== '' ? uid : absolute,
    jsonData: JSON.stringify(resolved),
    secureJsonData: secretsOf(entry?.['secureJsonData']),
    directories: [directory, ...paths],
  };
}

/** The data source's entry of a provisioning file, or the file itself: an entry, or nothing but jsonData. */
function entryOf(content: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!isRecord(content)) {
    return undefined;
  }
  if (!Array.isArray(content['datasources'])) {
    return content;
  }
  const entries: readonly unknown[] = content['datasources'];
  const ours = entries.filter(isRecord).find((entry) => entry['type'] === pluginType);
  return isRecord(ours?.['jsonData']) ? ours : undefined;
}

function secretsOf(raw: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(isRecord(raw) ? raw : {}).flatMap(([key, value]) =>
      typeof value === 'string' ? [[key, withEnvironment(value)]] : []
    )
  );
}

/** `$NAME` and `${NAME}`; `$$` is a dollar. */
function withEnvironment(text: string): string {
  return text.replace(/\$(?:(\$)|\{(\w+)\}|(\w+))/g, (_, dollar?: string, braced?: string, bare?: string) =>
    dollar === undefined ? (process.env[braced ?? bare ?? ''] ?? '') : dollar
  );
}

function withAbsolutePath(entry: unknown, directory: string): unknown {
  return isRecord(entry) && typeof entry['path'] === 'string'
    ? { ...entry, path: path.resolve(directory, entry['path']) }
    : entry;
}

import path from 'node:path';
import { LRUCache } from 'lru-cache';
import { parse as parseYaml } from 'yaml';
import { functionNames } from '../formula/functions.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import { isRecord, parseJson } from '../model/issues.ts';
import { parseSettings } from '../model/parse-settings.ts';
import { ConnectionSecrets, secretsByEntry } from '../model/secrets.ts';
import type { Problem, Settings } from '../model/settings.ts';
import type { FileAccess } from '../storage/file-access.ts';
import type { Fingerprint } from '../storage/fingerprint.ts';

/**
 * jsonData and the catalog file to settings. Every provisioning run changes Grafana's instance, so settings are kept by
 * their text; the catalog file is looked at each time and parsed again when it has changed.
 */
export class SettingsLoader {
  private readonly files: FileAccess;
  private readonly parsed = new LRUCache<string, Settings>({ max: 50 });

  private readonly fingerprint: Fingerprint;

  constructor(files: FileAccess, fingerprint: Fingerprint) {
    this.files = files;
    this.fingerprint = fingerprint;
  }

  /** Secrets are never kept here: they are put to the parsed settings at each request. */
  async load(
    jsonData: string,
    secureJsonData: Readonly<Record<string, string>>
  ): Promise<{ readonly settings: Settings; readonly key: string }> {
    const { settings, key } = await this.withoutSecrets(jsonData);
    const secrets = new Map(
      [...secretsByEntry('connections', secureJsonData)].map(([name, values]) => [
        name,
        new ConnectionSecrets(values, this.fingerprint(values)),
      ])
    );
    return secrets.size === 0
      ? { settings, key }
      : { settings: { ...settings, secrets }, key: `${key} ${JSON.stringify([...secrets])}` };
  }

  private async withoutSecrets(jsonData: string): Promise<{ readonly settings: Settings; readonly key: string }> {
    const raw = parseJson(jsonData);
    const catalogFile = isRecord(raw) && typeof raw['catalogFile'] === 'string' ? raw['catalogFile'] : undefined;
    if (catalogFile === undefined) {
      return this.keep(jsonData, () => parseSettings(jsonData, functionNames));
    }
    const file = await this.read(catalogFile);
    if ('problem' in file) {
      const settings = parseSettings(jsonData, functionNames);
      return { settings: { ...settings, problems: [file.problem, ...settings.problems] }, key: jsonData };
    }
    return this.keep(`${jsonData} ${file.version}`, () => parseSettings(jsonData, functionNames, file.content));
  }

  private keep(key: string, parse: () => Settings): { readonly settings: Settings; readonly key: string } {
    const settings = this.parsed.get(key) ?? parse();
    this.parsed.set(key, settings);
    return { settings, key };
  }

  /** A catalog file that cannot be read costs its own entries; those of the settings go on. */
  private async read(file: string): Promise<{ content: unknown; version: string } | { problem: Problem }> {
    try {
      const { text, version } = await this.files.readText(file);
      const content: unknown = parseYaml(text, { maxAliasCount: 100 }); // JSON is YAML; the bound stops alias bombs
      return { content, version };
    } catch (cause) {
      const why =
        cause instanceof UnitEconomicsError
          ? cause.message
          : `cannot be parsed: ${cause instanceof Error ? cause.message : 'unknown'}`;
      return { problem: { severity: 'error', place: `catalog file ${path.basename(file)}`, message: why } };
    }
  }
}

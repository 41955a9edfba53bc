import * as z from 'zod';
import type { ProvisionedDataSource } from './provisioning.ts';
import { Refusal } from './refusal.ts';

/** What the config editor may change; the same keys as in Grafana's HTTP API. */
const change = z.object({
  name: z.string().min(1).max(200).optional(),
  jsonData: z.record(z.string(), z.unknown()).optional(),
  secureJsonData: z.record(z.string(), z.string()).optional(),
});

/** A data source as the page sees it: of secrets it learns only that they are there. */
export interface DataSourceJson {
  readonly uid: string;
  readonly name: string;
  readonly type: string;
  readonly isDefault: boolean;
  readonly readOnly: boolean;
  readonly jsonData: Readonly<Record<string, unknown>>;
  readonly secureJsonFields: Readonly<Record<string, boolean>>;
}

/** The data sources of this server: the provisioned ones, and what people change or add, in memory only. */
export class DataSources {
  private readonly byUid: Map<string, ProvisionedDataSource>;
  private readonly type: string;
  private added = 0;

  /** @param type the plugin's id, for data sources that are added */
  constructor(provisioned: readonly ProvisionedDataSource[], type: string) {
    this.byUid = new Map(provisioned.map((entry) => [entry.uid, entry]));
    this.type = type;
  }

  get(uid: string): ProvisionedDataSource | undefined {
    return this.byUid.get(uid);
  }

  list(): readonly DataSourceJson[] {
    return [...this.byUid.values()].map(describe);
  }

  /** An empty one, as "Add data source" in Grafana makes it. */
  add(): DataSourceJson {
    this.added += 1;
    const entry: ProvisionedDataSource = {
      uid: `added-${this.added}`,
      name: `Unit Economics ${this.added + 1}`,
      type: this.type,
      isDefault: false,
      editable: true,
      jsonData: {},
      secureJsonData: {},
    };
    this.byUid.set(entry.uid, entry);
    return describe(entry);
  }

  /** An empty secret removes it; secrets that are not named stay. Throws a Refusal. */
  update(uid: string, body: unknown): DataSourceJson {
    const entry = this.byUid.get(uid);
    if (entry === undefined) {
      throw new Refusal(404, `There is no data source ${uid}.`);
    }
    if (!entry.editable) {
      throw new Refusal(403, 'This data source is provisioned: change its file, and start again.');
    }
    const { name, jsonData, secureJsonData } = change.parse(body);
    const secrets = Object.entries({ ...entry.secureJsonData, ...secureJsonData }).filter(
      ([, secret]) => secret !== ''
    );
    const changed = {
      ...entry,
      name: name ?? entry.name,
      jsonData: jsonData ?? entry.jsonData,
      secureJsonData: Object.fromEntries(secrets),
    };
    this.byUid.set(uid, changed);
    return describe(changed);
  }
}

function describe({
  uid,
  name,
  type,
  isDefault,
  editable,
  jsonData,
  secureJsonData,
}: ProvisionedDataSource): DataSourceJson {
  return {
    uid,
    name,
    type,
    isDefault,
    readOnly: !editable,
    jsonData,
    secureJsonFields: Object.fromEntries(Object.keys(secureJsonData).map((key) => [key, true])),
  };
}

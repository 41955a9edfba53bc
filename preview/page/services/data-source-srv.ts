import type { DataSourceApi, DataSourceInstanceSettings, DataSourcePlugin, DataSourcePluginMeta } from '@grafana/data';
import type { DataSourceSrv } from '@grafana/runtime';
import type { DataSourceJson } from '../bootstrap.ts';

export type Plugin = DataSourcePlugin<DataSourceApi>;
type Ref = Parameters<DataSourceSrv['get']>[0];

/** Data sources of this page's one plugin. */
export class DataSourceRegistry implements DataSourceSrv {
  private readonly plugin: Plugin;
  private readonly meta: DataSourcePluginMeta;
  private settings: readonly DataSourceInstanceSettings[];
  private readonly instances = new Map<string, DataSourceApi>();

  constructor(plugin: Plugin, meta: DataSourcePluginMeta, dataSources: readonly DataSourceJson[]) {
    this.plugin = plugin;
    this.meta = meta;
    this.settings = dataSources.map((entry, index) => this.describe(entry, index));
  }

  /** After the server took a change, or made a new one: the next `get` makes a new instance. */
  put(entry: DataSourceJson): void {
    const at = this.settings.findIndex(({ uid }) => uid === entry.uid);
    const index = at < 0 ? this.settings.length : at;
    this.settings = this.settings.toSpliced(index, 1, this.describe(entry, index));
    this.instances.delete(entry.uid);
  }

  get(ref?: Ref): Promise<DataSourceApi> {
    return Promise.resolve().then(() => this.instance(ref));
  }

  /** The same, at once: there is nothing to load. */
  instance(ref?: Ref): DataSourceApi {
    const settings = this.getInstanceSettings(ref);
    if (settings === undefined) {
      throw new Error(`There is no data source ${typeof ref === 'string' ? ref : (ref?.uid ?? '')}.`);
    }
    const known = this.instances.get(settings.uid);
    if (known !== undefined) {
      return known;
    }
    const made = new this.plugin.DataSourceClass(settings);
    made.meta = this.meta;
    made.components ??= this.plugin.components;
    this.instances.set(settings.uid, made);
    return made;
  }

  getInstanceSettings(ref?: Ref): DataSourceInstanceSettings | undefined {
    const wanted = typeof ref === 'string' ? ref : ref?.uid;
    return wanted === undefined || wanted === ''
      ? (this.settings.find(({ isDefault }) => isDefault) ?? this.settings[0])
      : this.settings.find(({ uid, name }) => uid === wanted || name === wanted);
  }

  getList(): DataSourceInstanceSettings[] {
    return [...this.settings];
  }

  reload(): Promise<void> {
    return Promise.resolve();
  }

  registerRuntimeDataSource(): void {
    throw new Error('The preview has no runtime data sources.');
  }

  private describe(entry: DataSourceJson, index: number): DataSourceInstanceSettings {
    const { uid, name, type, isDefault, readOnly, jsonData } = entry;
    return {
      id: index + 1, // eslint-disable-line @typescript-eslint/no-deprecated -- the type wants it
      uid,
      name,
      type,
      isDefault,
      readOnly,
      jsonData,
      access: 'proxy',
      meta: this.meta,
      url: '',
    };
  }
}

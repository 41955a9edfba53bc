import type { ChargeFormat } from '../charge-format.ts';
import { entry, firstText, literal, type Maybe } from '../expression/build.ts';
import { SourceColumns } from '../expression/source-columns.ts';
import { jsonExtensions, textFields } from '../json-files.ts';
import { declared } from './declared.ts';

/** Of an allocation: where in the cluster. Of an asset: what of the provider. */
const properties = [
  ...['cluster', 'node', 'namespace', 'controller', 'controllerKind', 'pod', 'container'],
  ...['category', 'provider', 'account', 'service', 'providerID'],
];

/** OpenCost allocations or assets: its CSV export, or the objects of its API, one on each line. */
export const openCost: ChargeFormat = {
  id: 'opencost',
  title: 'OpenCost',
  extensions: ['.csv', '.csv.gz', ...jsonExtensions],
  needs: { ChargePeriodStart: 'start', BilledCost: 'totalCost' },
  json: [
    ...textFields('name', 'type', 'start', 'end', 'totalCost'),
    { name: 'window', type: 'STRUCT("start" VARCHAR, "end" VARCHAR)' },
    { name: 'labels', type: 'JSON' },
    {
      name: 'properties',
      type: `STRUCT(${properties.map((name) => `"${name}" VARCHAR`).join(', ')}, labels JSON, namespaceLabels JSON)`,
    },
  ],
  mapping(columns, dialect) {
    const source = new SourceColumns(columns, dialect);
    const property = (name: string): Maybe => source.path('properties', name) ?? source.first(name);
    const cost = source.first('totalCost');
    const listed = {
      ProviderName: firstText(property('provider'), literal('OpenCost')),
      BillingAccountId: property('account'),
      SubAccountId: property('cluster'),
      ChargePeriodStart: firstText(source.first('start', 'date'), source.path('window', 'start')),
      ChargePeriodEnd: firstText(source.first('end'), source.path('window', 'end')),
      ChargeCategory: literal('Usage'),
      BilledCost: cost,
      EffectiveCost: cost,
      ListCost: undefined,
      ContractedCost: undefined,
      ServiceName: firstText(property('service'), literal('Kubernetes')),
      ResourceId: firstText(property('providerID'), source.first('name')),
      ResourceName: source.first('name'),
      ResourceType: source.first('type'),
      x_Namespace: property('namespace'),
      x_Controller: property('controller') ?? source.first('controllerName'),
      x_ControllerKind: property('controllerKind'),
      x_Pod: property('pod'),
      x_Container: property('container'),
      x_Node: property('node'),
      x_Category: property('category'),
    };
    const labels = [source.path('properties', 'labels'), source.first('labels')];
    return {
      ...declared(listed, source),
      tag(asked) {
        const ofNamespace = /^namespaceLabels\/(.+)$/s.exec(asked)?.[1];
        const key = ofNamespace ?? asked;
        const holders = ofNamespace === undefined ? labels : [source.path('properties', 'namespaceLabels')];
        const own = ofNamespace === undefined ? spellings(key).map((name) => source.first(`Label_${name}`)) : [];
        return firstText(
          ...own,
          ...holders.flatMap((holder) => (holder ? spellings(key).map((name) => entry(holder, name)) : []))
        );
      },
      tagText: source.first('labels'),
    };
  },
};

/** As Kubernetes writes a label, and as Prometheus hands it on: `app.kubernetes.io/name`, `app_kubernetes_io_name`. */
function spellings(key: string): readonly string[] {
  return [...new Set([key, key.replace(/[^A-Za-z0-9_]/g, '_')])];
}

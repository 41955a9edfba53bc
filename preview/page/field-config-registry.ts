import type { FieldConfigPropertyItem } from '@grafana/data';
import {
  dataLinksOverrideProcessor,
  displayNameOverrideProcessor,
  FieldConfigOptionsRegistry,
  identityOverrideProcessor,
  numberOverrideProcessor,
  stringOverrideProcessor,
  thresholdsOverrideProcessor,
  unitOverrideProcessor,
} from '@grafana/data';

type Process = FieldConfigPropertyItem['process'];

const standard: readonly (readonly [id: string, process: Process])[] = [
  ['displayName', displayNameOverrideProcessor],
  ['unit', unitOverrideProcessor],
  ['min', numberOverrideProcessor],
  ['max', numberOverrideProcessor],
  ['decimals', numberOverrideProcessor],
  ['noValue', stringOverrideProcessor],
  ['thresholds', thresholdsOverrideProcessor],
  ['links', dataLinksOverrideProcessor],
  ['color', identityOverrideProcessor],
  ['mappings', identityOverrideProcessor],
  ['fieldMinMax', identityOverrideProcessor],
  ['description', stringOverrideProcessor],
];

/** Options of a panel's own kind that the provisioned dashboards set: those of graphs, bars and table cells. */
const custom = [
  'align',
  'axisLabel',
  'axisPlacement',
  'axisSoftMax',
  'barAlignment',
  'barWidthFactor',
  'cellOptions',
  'drawStyle',
  'fillOpacity',
  'gradientMode',
  'hideFrom',
  'inspect',
  'lineInterpolation',
  'lineStyle',
  'lineWidth',
  'pointSize',
  'scaleDistribution',
  'showPoints',
  'spanNulls',
  'stacking',
  'thresholdsStyle',
  'width',
  'wrapText',
];

/** Grafana's own registry is in its application, not in its libraries: here are the options that dashboards may set. */
export const fieldConfigRegistry = new FieldConfigOptionsRegistry(() => [
  ...standard.map(([id, process]) => item(id, id, process, false)),
  ...custom.map((id) => item(`custom.${id}`, id, identityOverrideProcessor, true)),
]);

function item(id: string, path: string, process: Process, isCustom: boolean): FieldConfigPropertyItem {
  // Texts may hold variables, such as ${__field.labels.team} in a display name.
  const settings = { expandTemplateVars: true };
  return {
    id,
    path,
    name: id,
    process,
    isCustom,
    settings,
    shouldApply: () => true,
    override: NoEditor,
    editor: NoEditor,
  };
}

/** Nothing is edited here. */
function NoEditor(): null {
  return null;
}

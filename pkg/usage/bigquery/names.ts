import { UnitEconomicsError } from '../../model/errors.ts';

export interface TableName {
  readonly project: string;
  readonly dataset: string;
  readonly table: string;
}

/** @param ownProject whose dataset is meant where the name has no project */
export function tableName(text: string, ownProject: string): TableName {
  const [, project = ownProject, dataset = '', table = ''] = /^(?:(.+)\.)?(\w+)\.([^.]+)$/.exec(text) ?? [];
  return { project, dataset, table };
}

export function tableSql({ project, dataset, table }: TableName): string {
  return [project, dataset, table].map(identifier).join('.');
}

/** A name as BigQuery reads it. Names that would need escapes do not exist there. */
export function identifier(name: string): string {
  if (/[`\\\n\r]/.test(name) || name === '') {
    throw new UnitEconomicsError('badSettings', `${JSON.stringify(name)} is not a name in BigQuery; check the metric.`);
  }
  return `\`${name}\``;
}

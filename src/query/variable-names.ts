import { getTemplateSrv } from '@grafana/runtime';

/** The dashboard's variables as they are written in a query; none in Explore and in alert rules. */
export function variableNames(): readonly string[] {
  return getTemplateSrv()
    .getVariables()
    .map(({ name }) => `$${name}`);
}

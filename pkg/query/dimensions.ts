import type { DimensionFilter } from '../cost/cost-source.ts';
import { bareDimension } from '../cost/dimension-id.ts';
import type { Dimension } from '../model/dimension.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import { didYouMean } from '../model/nearest.ts';
import type { Filter } from '../model/filter.ts';
import type { Catalog } from '../model/settings.ts';

/** A declared dimension by its name, or a FOCUS column or tag as a dimension of its own. */
export function findDimension(name: string, catalog: Catalog): Dimension {
  const declared = catalog.dimensions.get(name);
  if (declared !== undefined) {
    return declared;
  }
  if (/^([A-Z][A-Za-z0-9]*|tag:.+)$/s.test(name)) {
    return bareDimension(name);
  }
  const broken = catalog.broken.get(`dimensions.${name}`);
  const known = [...catalog.dimensions.keys()].join(', ') || 'none';
  throw new UnitEconomicsError(
    'badQuery',
    broken === undefined
      ? `There is no dimension ${name}${didYouMean(name, [...catalog.dimensions.keys()]) || '.'} Declared are ${known}; a FOCUS column such as ServiceName or tag:KEY can be used as it is.`
      : `The dimension ${name} cannot be used, because its settings are wrong: ${broken}.`
  );
}

export function resolveFilters(filters: readonly Filter[], catalog: Catalog): readonly DimensionFilter[] {
  return filters.map(({ dimension, op, values }) => ({ dimension: findDimension(dimension, catalog), op, values }));
}

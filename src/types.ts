import type { DataQuery } from '@grafana/schema';
import type { DraftInput } from './query/draft.ts';

/** What Grafana saves: its own keys beside those of the query model. A new query has no formula yet. */
export type UnitEconomicsQuery = DataQuery & Partial<DraftInput>;

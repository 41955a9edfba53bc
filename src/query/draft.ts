import * as z from 'zod';
import { filter } from '../../pkg/model/filter.ts';
import { withoutGrafanaQueryKeys } from '../../pkg/model/grafana-keys.ts';
import { timeBasis } from '../../pkg/model/grain.ts';
import { issueText } from '../../pkg/model/issues.ts';
import { budgetLeg, costLeg, digest, drivers, formula, query, queryGrains, usageLeg } from '../../pkg/model/query.ts';

/** `$name`, `${name}`, `${name:format}` or `[[name]]`, and nothing else. */
export const variablePattern = /^(\$\w+|\$\{[^}]+\}|\[\[[^\]]+\]\])$/;
const variable = z.string().regex(variablePattern);

const draftFilter = filter.extend({ values: z.array(z.string()) });
const draftLeg = { name: z.string(), filters: z.array(draftFilter).default([]) };

/**
 * The query model as it may look while it is being written: formulas and value lists may still be empty, names are not yet
 * checked, and dashboard variables stand where they are allowed to.
 */
const draftQuery = query.extend({
  legs: z
    .array(
      z.discriminatedUnion('kind', [costLeg.extend(draftLeg), usageLeg.extend(draftLeg), budgetLeg.extend(draftLeg)])
    )
    .default([]),
  formulas: z
    .array(formula.extend({ expression: z.string(), per: z.union([timeBasis, variable]).optional() }))
    .default([]),
  filters: z.array(draftFilter).default([]),
  groupBy: z.array(z.string()).default([]),
  grain: z.union([z.enum(queryGrains), variable]).default('auto'),
  limit: z.number().optional(),
  drivers: drivers.extend({ compare: z.string().default(drivers.shape.compare.parse(undefined)) }).optional(),
  digest: digest.optional(),
});
export type DraftInput = z.input<typeof draftQuery>;
export type Draft = z.output<typeof draftQuery>;
export type DraftLeg = Draft['legs'][number];
export type DraftFormula = Draft['formulas'][number];
export type DraftFilter = Draft['filters'][number];

export type ReadDraft = { readonly ok: true; readonly draft: Draft } | { readonly ok: false; readonly message: string };

/** A saved query as the editor shows it; one that the form cannot hold without losing something says why. */
export function readDraft(saved: object): ReadDraft {
  const parsed = draftQuery.safeParse(withoutGrafanaQueryKeys({ ...saved }));
  return parsed.success ? { ok: true, draft: parsed.data } : { ok: false, message: issueText(parsed.error) };
}

import * as z from 'zod';

const table = /^(([a-z0-9.-]+:)?[a-z][a-z0-9-]*\.)?\w{1,1024}\.[\p{L}\p{M}\p{N}\p{Pc}\p{Pd} ]{1,1024}$/u;
/** What BigQuery lets stand in a column's name; a dot leads into a record. */
const column = /^[^\s!"$()*,/;?@[\\\]^`{}~][^!"$()*,/;?@[\\\]^`{}~\n\r\t]{0,299}$/;

export const bigqueryTable = z
  .string()
  .regex(table, 'must be dataset.table or project.dataset.table; wildcards and functions belong into sql');

export const bigqueryColumn = z.string().regex(column, 'is not a column of BigQuery; expressions belong into sql');

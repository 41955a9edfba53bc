import * as z from 'zod';
import { query } from './query.ts';
import { settings } from './settings.ts';

/** JSON Schemas of what users write, generated from the one model: the record of design section 9. */
export const jsonSchemas = {
  'settings.schema.json': () => z.toJSONSchema(settings, { io: 'input' }),
  'query.schema.json': () => z.toJSONSchema(query, { io: 'input' }),
} as const;

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { jsonSchemas } from '../pkg/model/json-schema.ts';

/** Writes the JSON Schemas anew; a test compares them with the model. */
for (const [name, make] of Object.entries(jsonSchemas)) {
  await writeFile(path.join('schema', name), `${JSON.stringify(make(), undefined, 2)}\n`);
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { jsonSchemas } from './json-schema.ts';

describe('JSON Schemas', () => {
  it.each(Object.entries(jsonSchemas))('%s is what the model says (npm run schemas writes it anew)', (name, make) => {
    expect(JSON.parse(readFileSync(path.join('schema', name), 'utf8'))).toEqual(JSON.parse(JSON.stringify(make())));
  });
});

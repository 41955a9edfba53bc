import * as z from 'zod';
import { isRecord } from './issues.ts';
import { didYouMean } from './nearest.ts';

/** For `safeParse(value, inWords)`: what is wrong in the words of people who write settings and queries, not of types. */
export const inWords = { error: wording };

/** Undefined where the schema's own words serve. */
function wording(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? `is missing${meaningOf(issue)}`
        : `must be ${kinds[issue.expected] ?? issue.expected}, and is ${shown(issue.input)}`;
    case 'invalid_value': {
      const allowed = issue.values.map(String);
      return issue.input === undefined
        ? `is missing; one of ${allowed.join(', ')}`
        : `${shown(issue.input)} is not one of ${allowed.join(', ')}${didYouMean(shown(issue.input), allowed)}`;
    }
    case 'unrecognized_keys': {
      const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : [];
      return issue.keys.map((key) => unknownKey(key, known)).join('; ');
    }
    case 'invalid_union':
      return issue.input === undefined ? `is missing${meaningOf(issue)}` : unionText(issue);
    default:
      return undefined;
  }
}

const kinds: Partial<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of keys',
  record: 'a mapping of keys',
};

/** `unknown key unti; did you mean unit?`; the known ones where none is near. */
export function unknownKey(key: string, known: readonly string[]): string {
  return `unknown key ${key}${didYouMean(key, known) || (known.length === 0 ? '' : `; known are ${known.join(', ')}`)}`;
}

/** What the schema says of itself, so that somebody who left it out knows what to write. */
function meaningOf({ inst }: z.core.$ZodRawIssue): string {
  const meaning = inst instanceof z.ZodType ? inst.description : undefined;
  return meaning === undefined ? '' : `: ${meaning}`;
}

function unionText(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string | undefined {
  const { discriminator, options, input } = issue;
  if (discriminator !== undefined && Array.isArray(options) && isRecord(input)) {
    const allowed = options.map(String);
    const written = input[discriminator];
    return written === undefined
      ? `is missing; one of ${allowed.join(', ')}`
      : `${shown(written)} is not one of ${allowed.join(', ')}${didYouMean(shown(written), allowed)}`;
  }
  const meaning = meaningOf(issue);
  return meaning === '' ? undefined : `does not fit${meaning}`;
}

/** At most a line of it. */
function shown(input: unknown): string {
  return (typeof input === 'string' ? input || 'an empty text' : JSON.stringify(input)).slice(0, 80);
}

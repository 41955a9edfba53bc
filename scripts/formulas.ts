import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { guideMarkdown } from '../pkg/formula/guide.ts';

/** Writes docs/formulas.md anew from the guide that the editor's help shows; a test compares them. */
await writeFile(path.join('docs', 'formulas.md'), guideMarkdown());

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generateCharges } from './generate-charges.ts';
import { dayMs, days, firstDay } from './question.ts';

/** Generated charges and usage; both lie in one directory, which the plugin may read. */
export interface Data {
  /** Absolute. */
  readonly directory: string;
  /** The directory of the charges below it. */
  readonly charges: string;
  readonly rows: number;
  /** The charges' files, absolute. */
  readonly files: readonly string[];
}

const directory = path.resolve('.cache/bench');
const months = 13;
const teams = 20;
/** Which generator made the files. */
const markName = 'generator.sha256';

const fewTagSets = 200_000;
/** As where every resource carries a name of its own. */
export const manyTagSets = 1_000_000;

/** The given number of charges in 13 monthly files, made unless they are there. */
export async function data(rows: number, tagSets = fewTagSets): Promise<Data> {
  const charges = `charges-${rows}${tagSets === fewTagSets ? '' : `-${tagSets}-tag-sets`}`;
  const target = path.join(directory, charges);
  const mark = createHash('sha256')
    .update(readFileSync(path.join(import.meta.dirname, 'generate-charges.ts')))
    .digest('hex');
  if (!existsSync(path.join(target, markName)) || readFileSync(path.join(target, markName), 'utf8') !== mark) {
    console.error(`Making ${rows} charges with ${tagSets} different tags in ${path.relative('.', target)} ...`);
    const aside = `${target}.${process.pid}`;
    await generateCharges({ directory: aside, rows, files: months, costType: 'DOUBLE', tagSets });
    writeFileSync(path.join(aside, markName), mark);
    rmSync(target, { recursive: true, force: true });
    renameSync(aside, target);
  }
  writeJobs();
  const files = readdirSync(target).filter((name) => name.endsWith('.parquet'));
  return { directory, charges, rows, files: files.map((name) => path.join(target, name)) };
}

/** Jobs of every team on every day, as a CSV of 7,900 lines. */
function writeJobs(): void {
  const lines = ['day,team,jobs'];
  for (let day = 0; day < days; day++) {
    const date = new Date(firstDay + day * dayMs).toISOString().slice(0, 10);
    for (let team = 0; team < teams; team++) {
      lines.push(`${date},team-${String(team).padStart(2, '0')},${1000 + ((day * 37 + team * 101) % 500)}`);
    }
  }
  mkdirSync(directory, { recursive: true });
  writeFileSync(path.join(directory, 'jobs.csv'), `${lines.join('\n')}\n`);
}

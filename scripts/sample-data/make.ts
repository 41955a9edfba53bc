import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { dayText, parseDay } from '../../pkg/series/civil.ts';
import { writeFocusFiles } from './focus-files.ts';
import { writeSettings } from './settings-file.ts';
import { tellStory, type Story } from './story.ts';
import { writeUsageFiles } from './usage-files.ts';

export interface SampleOptions {
  /** `YYYY-MM-DD`; default: the day it is now in UTC. The data ends the day before. */
  readonly today?: string;
  /** The same seed and day give the same data. Default 1. */
  readonly seed?: number;
  readonly onProgress?: (text: string) => void;
}

export interface SampleData {
  readonly directory: string;
  readonly charges: number;
  readonly story: Story;
}

/** Writes bills, usage and settings of a made-up company below `directory`; docs/sample-data.md tells what is in them. */
export async function makeSampleData(directory: string, options: SampleOptions = {}): Promise<SampleData> {
  const { seed = 1, onProgress = () => undefined } = options;
  const text = options.today ?? new Date().toISOString().slice(0, 10);
  const today = parseDay(text);
  if (today === undefined) {
    throw new Error(`${text} is not a day such as 2026-08-21.`);
  }
  const story = tellStory(today);
  mkdirSync(directory, { recursive: true });
  onProgress(`${dayText(story.first)} to ${dayText(today - 1)}`);
  const charges = await writeFocusFiles(path.join(directory, 'billing'), story, seed, onProgress);
  await writeUsageFiles(path.join(directory, 'usage'), story, seed);
  onProgress('usage written');
  writeSettings(directory);
  return { directory, charges, story };
}

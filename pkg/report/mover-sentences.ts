import { leastForCause } from '../drivers/evidence.ts';
import type { EffectName } from '../model/effects.ts';
import { signedText } from './amounts.ts';
import type { DigestReport, KpiReport, MoverLine, Report } from './report.ts';

/** What each unit costs: consumption and price, apart or together. */
const perUnit: readonly EffectName[] = ['efficiency', 'price', 'unitCost'];
/** From this part of the spend before on, dearer units are worth a sentence of the headline. */
const worthTelling = 0.01;

/** What moved the bill most, with its driver; then whose units became dearer, where that is somebody else. */
export function moverSentences({ spend, kpis, currency }: Report): readonly string[] {
  const digest = spend?.digest;
  const mover = digest && movers(digest)[0];
  if (digest === undefined || mover === undefined || mover.change === 0) {
    return [];
  }
  const whole = digest.lines[0]?.change ?? 0;
  const telling = kpis.filter((kpi) => isAbout(kpi, digest));
  const words = telling.map((kpi) => lineAt(kpi, mover.path)?.text).find((text) => text !== undefined);
  const plain = `${name(mover)}, ${signedText(mover.change, currency)} of ${signedText(whole, currency)} in all.`;
  const [best] = telling;
  const dearer = best && dearest(best, (spend?.before ?? 0) * worthTelling);
  return [
    `Largest mover: ${words ?? plain}`,
    ...(dearer?.text === undefined || name(dearer) === name(mover) ? [] : [`Dearer per unit: ${dearer.text}`]),
  ];
}

/** Whether the KPI holds the same cost, told by the same dimensions, against usage that most of it has. */
function isAbout({ digest, evidence }: KpiReport, whole: DigestReport): boolean {
  const [[own], [all]] = [digest?.lines ?? [], whole.lines];
  return (
    digest?.metric !== undefined &&
    own?.now === all?.now &&
    digest.dimensions.join('\0') === whole.dimensions.join('\0') &&
    movers(digest).some(({ text }) => text !== undefined) &&
    (evidence?.conditions.coverage ?? 0) >= leastForCause.coverage
  );
}

function dearest({ digest }: KpiReport, least: number): MoverLine | undefined {
  const rises = (digest === undefined ? [] : movers(digest))
    .map((line) => ({ line, rise: riseOf(line) }))
    .filter(({ rise }) => rise >= least && rise > 0)
    .sort((a, b) => b.rise - a.rise);
  return rises[0]?.line;
}

function riseOf({ effects = [] }: MoverLine): number {
  return effects.filter((effect) => perUnit.includes(effect.name)).reduce((sum, { amount }) => sum + amount, 0);
}

/** Of the first level, the largest first. */
function movers({ lines }: DigestReport): readonly MoverLine[] {
  return lines.filter(({ path, folded }) => path.length === 1 && folded === undefined);
}

function lineAt({ digest }: KpiReport, path: readonly string[]): MoverLine | undefined {
  return digest?.lines.find((line) => line.path.length === path.length && line.path[0] === path[0]);
}

function name({ path }: MoverLine): string {
  return path.at(-1) ?? '';
}

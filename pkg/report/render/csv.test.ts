import Papa from 'papaparse';
import { reportOf } from '../testing/report-of.ts';
import { asCsv } from './csv.ts';

function parsed(text: string): Record<string, string>[] {
  const { data, errors } = Papa.parse<Record<string, string>>(text.trimEnd(), { header: true });
  expect(errors).toEqual([]);
  return data;
}

describe('CSV', () => {
  it.each(['=cmd()', '+1', '-1', '@SUM(A1)', '\ttab', '\rreturn', '=HYPERLINK("http://evil.example","x")', 'a,"b"\nc'])(
    'has the name %j as a text that no spreadsheet computes',
    (name) => {
      const rows = parsed(asCsv(reportOf(name)));
      const texts = rows.flatMap((row) => Object.values(row));
      const shown = /^[=+\-@\t\r]/.test(name) ? `'${name}` : name;
      expect(rows.find(({ section }) => section === 'kpi')?.['item']).toBe(shown);
      expect(rows.find(({ section }) => section === 'group')?.['item']).toBe(shown);
      expect(texts.filter((text) => /^[=+@\t\r]|^-(?![\d.])/.test(text))).toEqual([]);
    }
  ); // prettier-ignore

  it('keeps numbers numbers, negative ones too', () => {
    const rows = parsed(asCsv(reportOf('checkout')));
    const row = (section: string, item: string) =>
      rows.find((one) => one['section'] === section && one['item'] === item);
    expect(row('kpi', 'checkout')).toMatchObject({ kpi: 'cost_per_job', period: '2026-10', unit: 'USD / job', value: String(29 / 3), before: '7.5', complete: 'yes' }); // prettier-ignore
    expect(row('target', 'lower')).toMatchObject({ value: '8', text: 'missed' });
    expect(row('driver', 'Mix')).toMatchObject({ change: '25.73', unit: 'USD' });
    expect(row('mover', 'checkout / checkout')).toMatchObject({ value: '240', before: '100', change: '140' });
    expect(row('group', 'gone')).toMatchObject({ value: '', before: '5', change: '' });
    expect(rows.filter(({ section, kpi }) => section === 'history' && kpi === 'cost_per_job').map(({ period, value }) => [period, value])).toEqual([['2026-09', '7.5'], ['2026-10', String(29 / 3)]]); // prettier-ignore
  });

  it('has each mover with its effects, usage and cost per unit, what is not split, and the figures of the evidence', () => {
    const rows = parsed(asCsv(reportOf('checkout')));
    const of = (section: string) => rows.filter((row) => row['section'] === section && row['kpi'] === 'cost_per_job');
    expect(of('mover driver').map(({ item, text, change }) => [item, text, change])).toEqual([['checkout', 'Volume', '110.84'], ['checkout', 'Unit cost', '29.16']]); // prettier-ignore
    expect(of('mover usage')).toMatchObject([{ item: 'checkout', value: '20', before: '10', change: '1' }]);
    expect(of('mover unit cost')).toMatchObject([{ item: 'checkout', value: '12', before: '10', unit: 'USD / job' }]);
    expect(of('not split')).toMatchObject([{ item: 'tax', value: '5', before: '3', change: '2' }]);
    expect(of('evidence').map(({ item, value, before }) => [item, value, before])).toEqual([['spend', '290', '150'], ['usage', '30', '20'], ['unit cost', String(29 / 3), '7.5']]); // prettier-ignore
  });

  it('does not call a period without a value complete', () => {
    const report = reportOf('x');
    const history = [{ period: '2026-08', value: null, complete: true }, { period: '2026-10', value: 3, complete: true }]; // prettier-ignore
    const kpis = report.kpis.map((kpi) => ({ ...kpi, history }));
    const rows = parsed(asCsv({ ...report, kpis })).filter(({ section, kpi }) => section === 'history' && kpi !== '');
    expect(rows.map(({ period, complete }) => [period, complete])).toEqual([['2026-08', ''], ['2026-10', 'yes']]); // prettier-ignore
  });
});

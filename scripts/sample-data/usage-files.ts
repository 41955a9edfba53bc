import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DATE, DOUBLE, DuckDBDateValue, DuckDBInstance, VARCHAR } from '@duckdb/node-api';
import Papa from 'papaparse';
import { dayText } from '../../pkg/series/civil.ts';
import { customersCountedOnce, products, teams } from './company.ts';
import { activity, storedGigabytes } from './consumption.ts';
import { RowAppender } from './duckdb-rows.ts';
import { noise, randomStream } from './random.ts';
import { addMonths, hourShare, monthOf, progress, weekdayFactor, type Story } from './story.ts';

type Row = readonly (string | number)[];
const areas = [
  ['us', 0.52],
  ['eu', 0.34],
  ['apac', 0.14],
] as const;

/** Writes the business's side: usage up to yesterday, whole months of what is counted by the month. */
export async function writeUsageFiles(directory: string, story: Story, seed: number): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const csv = (name: string, header: readonly string[], rows: readonly Row[]) => {
    writeFileSync(path.join(directory, name), Papa.unparse([header, ...rows], { newline: '\n' }) + '\n');
  };
  const days = Array.from({ length: story.usageEnd - story.first }, (_, index) => story.first + index);
  csv('jobs.csv', ['day', 'squad', 'jobs'], jobs(days, story, seed));
  csv('api_requests.csv', ['timestamp', 'team', 'requests'], requests(days, story, seed));
  csv('storage.csv', ['day', 'team', 'gigabytes'], storage(days, story, seed));
  csv('headcount.csv', ['month', 'team', 'engineers'], headcount(story));
  csv('revenue.csv', ['month', 'product', 'revenue'], revenue(story, seed));
  csv('budget.csv', ['month', 'team', 'amount'], budget(story));
  const customers = customerCounts(days, story, seed);
  csv('customers.csv', ['day', 'product', 'customers'], customers.byProduct);
  csv('customers_total.csv', ['day', 'customers'], customers.total);
  await writeDocuments(path.join(directory, 'documents.parquet'), days, story, seed);
}

/** A squad without a job on a day has no row: its gaps are zeros. Checkout calls itself chk here too, and rests on Sundays. */
function jobs(days: readonly number[], story: Story, seed: number): Row[] {
  return teams.flatMap((team) => {
    const random = randomStream(seed, `jobs ${team.name}`);
    const squad = team.name === 'checkout' ? 'chk' : team.name;
    return days.flatMap((day): Row[] => {
      const count =
        (team.ocrJobsPerDay ?? 0) * activity(team, story, day) * weekdayFactor(day, 1) * noise(random, 0.05);
      const rests = squad === 'chk' && weekdayFactor(day, 1) < 0.6;
      return count === 0 || rests ? [] : [[dayText(day), squad, Math.round(count)]];
    });
  });
}

function requests(days: readonly number[], story: Story, seed: number): Row[] {
  const streams = teams.map((team) => ({ team, random: randomStream(seed, `requests ${team.name}`) }));
  return days.flatMap((day) => {
    const byDay = streams.map(({ team, random }) => ({
      team,
      random,
      count: team.requestsPerDay * activity(team, story, day) * weekdayFactor(day, 1) * noise(random, 0.03),
    }));
    return Array.from({ length: 24 }, (_, hour) =>
      byDay.map(({ team, random, count }): Row => [
        `${dayText(day)}T${String(hour).padStart(2, '0')}:00:00Z`,
        team.name,
        Math.round(count * hourShare(hour) * noise(random, 0.05)),
      ])
    ).flat();
  });
}

/** Measured once a day; now and then the measurement failed, and the day before goes on. */
function storage(days: readonly number[], story: Story, seed: number): Row[] {
  const storing = teams.filter((team) => storedGigabytes(team, story, story.first) > 0);
  const random = randomStream(seed, 'storage');
  return days.flatMap((day) => {
    const failed = random() < 0.01 && day > story.first;
    const rows = storing.map((team): Row => [
      dayText(day),
      team.name,
      Math.round(storedGigabytes(team, story, day) * noise(random, 0.003)),
    ]);
    return failed ? [] : rows;
  });
}

/** On the first of each month, the current one included; identity once forgot to report. */
function headcount(story: Story): Row[] {
  return months(story.first, story.usageEnd).flatMap((month, index) =>
    teams.flatMap((team): Row[] => {
      const engineers = Math.round(team.engineers * (1 + 0.12 * progress(story, month)));
      return team.name === 'identity' && index === 5 ? [] : [[dayText(month).slice(0, 7), team.name, engineers]];
    })
  );
}

/** Booked when the month is over. */
function revenue(story: Story, seed: number): Row[] {
  const random = randomStream(seed, 'revenue');
  return months(story.first, monthOf(story.usageEnd)).flatMap((month) =>
    products.map(({ name, growth, revenuePerMonth }): Row => {
      const amount = revenuePerMonth * (growth * 0.97) ** progress(story, month + 15) * noise(random, 0.02);
      return [dayText(month).slice(0, 7), name, amount.toFixed(2)];
    })
  );
}

/** What finance planned: what each team spent at first, and 3% more each month; a quarter ahead of the bills. */
function budget(story: Story): Row[] {
  return months(story.first, addMonths(story.lastMonth, 4)).flatMap((month, index) =>
    teams.map(({ name, lines }): Row => {
      const perDay = lines.reduce((sum, { usdPerDay }) => sum + usdPerDay, 0);
      const amount = perDay * (addMonths(month, 1) - month) * 1.03 ** index;
      return [dayText(month).slice(0, 7), name, Math.round(amount / 100) * 100];
    })
  );
}

/** Different customers a day by product, and over all products, which is less than their sum. */
function customerCounts(days: readonly number[], story: Story, seed: number): { byProduct: Row[]; total: Row[] } {
  const random = randomStream(seed, 'customers');
  const byProduct: Row[] = [];
  const total: Row[] = [];
  for (const day of days) {
    let sum = 0;
    for (const { name, customers, growth } of products) {
      const count = Math.round(
        customers * growth ** progress(story, day) * weekdayFactor(day, 0.7) * noise(random, 0.015)
      );
      byProduct.push([dayText(day), name, count]);
      sum += count;
    }
    total.push([dayText(day), Math.round(sum * customersCountedOnce * noise(random, 0.005))]);
  }
  return { byProduct, total };
}

async function writeDocuments(file: string, days: readonly number[], story: Story, seed: number): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run('CREATE TABLE documents (day DATE, team VARCHAR, region VARCHAR, documents DOUBLE)');
  const table = new RowAppender(connection, 'documents', [DATE, VARCHAR, VARCHAR, DOUBLE]);
  for (const team of teams.filter(({ documentsPerDay }) => documentsPerDay !== undefined)) {
    const random = randomStream(seed, `documents ${team.name}`);
    for (const day of days) {
      const count =
        (team.documentsPerDay ?? 0) * activity(team, story, day) * weekdayFactor(day, 1) * noise(random, 0.05);
      for (const [area, share] of areas) {
        table.add(new DuckDBDateValue(day), team.name, area, Math.round(count * share * noise(random, 0.03)));
      }
    }
  }
  await table.finish();
  await connection.run(
    `COPY (SELECT day, team, region, documents::BIGINT AS documents FROM documents ORDER BY ALL)
     TO '${file.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`
  );
  connection.closeSync();
  instance.closeSync();
}

function months(from: number, end: number): number[] {
  const list: number[] = [];
  for (let month = from; month < end; month = addMonths(month, 1)) {
    list.push(month);
  }
  return list;
}

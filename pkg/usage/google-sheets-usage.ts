import { UnitEconomicsError } from '../model/errors.ts';
import { readCsvRows } from './csv-rows.ts';
import { publishedCsv } from './google-sheets/published-csv.ts';
import { sheetValues, tryToken } from './google-sheets/sheet-values.ts';
import type { CallLimits } from './remote/call-service.ts';
import { createOutbound, type Outbound } from './remote/outbound.ts';
import type { Selection } from './selection.ts';
import { connectionOf, seriesOf } from './series-of.ts';
import { cellReader, cellText, type SheetCell } from './sheet/cell-reader.ts';
import { sheetRowAdder, type SheetRowAdder } from './sheet/sheet-rows.ts';
import { UsageTableBuilder } from './table-builder.ts';
import type {
  ConnectionRequest,
  Reached,
  RemoteUsage,
  SourceDescription,
  UsageRequest,
  UsageTable,
} from './usage-source.ts';

/** A sheet's rows from its header on. */
interface SheetContent {
  /** For messages. */
  readonly label: string;
  readonly header: readonly SheetCell[];
  readonly rows: readonly SheetRow[];
}

interface SheetRow {
  readonly cells: readonly SheetCell[];
  /** In the range, from 1. */
  readonly position: number;
  /** In the sheet, for messages. */
  readonly line: number;
}

/** Usage from ranges of Google Sheets, by its API or as CSV published to the web. */
export class GoogleSheetsUsage implements RemoteUsage {
  private readonly outbound: Outbound;
  private readonly waits: readonly number[] | undefined;

  /** @param waits between attempts, in ms; tests wait less */
  constructor(outbound: Outbound = createOutbound(), waits?: readonly number[]) {
    this.outbound = outbound;
    this.waits = waits;
  }

  async fetch(request: UsageRequest, signal: AbortSignal): Promise<UsageTable> {
    const { metric, calendar } = request;
    const selection = sheetSelection(request);
    const table = new UsageTableBuilder(metric.name, selection.dimensionColumns.length);
    const { label, header, rows } = await this.read(request, signal);
    const cells = cellReader(metric.nativeGrain, calendar.timezone, seriesOf(request, 'google-sheets'));
    const add: SheetRowAdder = sheetRowAdder(header, selection, label, cells, table);
    for (const row of rows) {
      add(row.cells, row.line);
    }
    return table.build();
  }

  async describe(request: UsageRequest, signal: AbortSignal): Promise<SourceDescription> {
    const { label, header, rows } = await this.read(request, signal);
    return {
      reached: `${label}, ${rows.length} rows`,
      columns: header.map((cell) => cellText(cell).trim()),
      remarks: [],
    };
  }

  async probe(request: ConnectionRequest, signal: AbortSignal): Promise<Reached> {
    const { name } = request.connection;
    if (request.secrets.get('serviceAccount') !== undefined) {
      await tryToken(request, this.outbound, this.limits(request), signal);
      return {
        reached: 'Google, which gives its service account a token',
        remarks: ['Which sheets are shared with it only a metric shows.'],
      };
    }
    return {
      reached: 'nothing: only a sheet shows whether it works',
      remarks: [
        request.secrets.get('apiKey') === undefined
          ? `Links published to the web need no secret. For other sheets set connections.${name}.serviceAccount or connections.${name}.apiKey in secureJsonData, or give the machine default credentials of Google Cloud.`
          : 'Add a metric on it: an API key opens sheets that everyone with the link may see.',
      ],
    };
  }

  private limits(request: ConnectionRequest): CallLimits {
    const { timeout } = connectionOf(request, 'google-sheets');
    return { timeoutMs: timeout, ...(this.waits === undefined ? {} : { waits: this.waits }) };
  }

  private async read(request: UsageRequest, signal: AbortSignal): Promise<SheetContent> {
    const { link, spreadsheet, range, headerRow } = seriesOf(request, 'google-sheets');
    const limits = this.limits(request);
    const { label, rows } =
      typeof link === 'string'
        ? await this.published(request, link, headerRow, limits, signal)
        : await this.values(request, { spreadsheetId: spreadsheet ?? '', range: range ?? '' }, limits, signal);
    const [head, ...others] = rows.filter(({ position }) => position >= headerRow);
    if (head?.position !== headerRow || head.cells.length === 0) {
      throw new UnitEconomicsError(
        'badData',
        `The metric ${request.metric.name} finds no header: row ${headerRow} of ${label} is empty. Correct range or headerRow.`
      );
    }
    return { label, header: head.cells, rows: others };
  }

  private async values(
    request: UsageRequest,
    where: { readonly spreadsheetId: string; readonly range: string },
    limits: CallLimits,
    signal: AbortSignal
  ): Promise<Omit<SheetContent, 'header'>> {
    const { range, values } = await sheetValues(request, where, this.outbound, limits, signal);
    const first = firstLine(range);
    const rows = values.map((cells, index) => ({ cells, position: index + 1, line: first + index }));
    return { label: range, rows };
  }

  private async published(
    request: UsageRequest,
    link: string,
    headerRow: number,
    limits: CallLimits,
    signal: AbortSignal
  ): Promise<Omit<SheetContent, 'header'>> {
    const source = await publishedCsv(request, link, this.outbound, limits, signal);
    const rows: SheetRow[] = [];
    await readCsvRows(source, headerRow, signal, ({ cells, line }) => {
      rows.push({ cells, position: line, line });
      return true;
    });
    return { label: source.label, rows };
  }
}

/** `Usage!A5:D900` begins in row 5. */
function firstLine(range: string): number {
  return Number(/(?:^|!)\$?[A-Z]*\$?(\d+)(?::|$)/.exec(range)?.[1] ?? 1);
}

function sheetSelection(request: UsageRequest): Selection {
  const { metric, part } = request;
  const { range, link, dateColumn, valueColumn, where } = seriesOf(request, 'google-sheets');
  return {
    metric: metric.name,
    location: range ?? link ?? '',
    dateColumn,
    valueColumn,
    dimensionColumns: part === 'total' ? [] : Object.values(metric.dimensions),
    where: Object.entries(where).map(([column, value]) => ({ column, value })),
    whereOptional: part === 'total',
  };
}

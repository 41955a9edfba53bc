import { DuckDBDataChunk, type DuckDBConnection, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';

/** What one chunk of DuckDB's appender holds. */
const chunkRows = 2048;

/** Columns of a table that are filled row by row and appended in DuckDB's own chunks. */
export class RowAppender {
  private readonly connection: DuckDBConnection;
  private readonly table: string;
  private readonly types: readonly DuckDBType[];
  private columns: DuckDBValue[][];
  private readonly full: DuckDBDataChunk[] = [];

  constructor(connection: DuckDBConnection, table: string, types: readonly DuckDBType[]) {
    this.connection = connection;
    this.table = table;
    this.types = types;
    this.columns = types.map(() => []);
  }

  add(...values: readonly DuckDBValue[]): void {
    this.columns.forEach((column, index) => column.push(values[index] ?? null));
    if (this.columns[0]?.length === chunkRows) {
      this.seal();
    }
  }

  async finish(): Promise<void> {
    this.seal();
    const appender = await this.connection.createAppender(this.table);
    for (const chunk of this.full) {
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  }

  private seal(): void {
    const rows = this.columns[0]?.length ?? 0;
    if (rows > 0) {
      const chunk = DuckDBDataChunk.create(this.types, rows);
      this.columns.forEach((column, index) => {
        chunk.setColumnValues(index, column);
      });
      this.full.push(chunk);
      this.columns = this.types.map(() => []);
    }
  }
}

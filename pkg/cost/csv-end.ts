const [quote, newline, carriage] = [0x22, 0x0a, 0x0d];

/** How a CSV text ends: the cells of its last row, and whether a quote is still open. */
export class CsvEnd {
  inQuotes = false;
  #delimiters = 0;
  #isEmpty = true;
  readonly #delimiter: number;

  /** @param delimiter One character of ASCII. */
  constructor(delimiter: string) {
    this.#delimiter = delimiter.charCodeAt(0);
  }

  /** Of the row that is not ended by a newline; 0 where there is none. */
  get cells(): number {
    return this.#isEmpty ? 0 : this.#delimiters + 1;
  }

  add(chunk: Uint8Array): void {
    for (const byte of chunk) {
      // A doubled quote closes and opens again.
      if (byte === quote) {
        this.inQuotes = !this.inQuotes;
        this.#isEmpty = false;
      } else if (!this.inQuotes && (byte === newline || byte === carriage)) {
        this.#delimiters = 0;
        this.#isEmpty = true;
      } else {
        this.#isEmpty = false;
        this.#delimiters += !this.inQuotes && byte === this.#delimiter ? 1 : 0;
      }
    }
  }
}

import { crc32, deflateRawSync } from 'node:zlib';

/** A cell as Excel writes it: a date is a serial number with a date's format, an error is what a formula failed with. */
export type WrittenCell = string | number | boolean | { readonly date: number } | { readonly error: string } | null;

export interface XlsxOptions {
  /** Sheets by name, in order; rows from row 1. */
  readonly sheets: Readonly<Record<string, readonly (readonly WrittenCell[])[]>>;
  /** Days count from 1904, as on old Macs. */
  readonly epoch1904?: boolean;
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const spreadsheetml = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** An .xlsx file as Excel would write it (ECMA-376), with texts in the sheets themselves. */
export function xlsxFile({ sheets, epoch1904 = false }: XlsxOptions): Buffer {
  const names = Object.keys(sheets);
  const entries: [string, string][] = [
    [
      '[Content_Types].xml',
      `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>`,
    ],
    [
      'xl/workbook.xml',
      `${head}<workbook xmlns="${spreadsheetml}" xmlns:r="${relationships}"><workbookPr${epoch1904 ? ' date1904="1"' : ''}/><sheets>${names.map((name, index) => `<sheet name="${escaped(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${names.map((_, index) => `<Relationship Id="rId${index + 1}" Type="${relationships}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`).join('')}<Relationship Id="rId0" Type="${relationships}/styles" Target="styles.xml"/></Relationships>`,
    ],
    [
      // Style 0 is a plain number, style 1 the built-in date format 14.
      'xl/styles.xml',
      `${head}<styleSheet xmlns="${spreadsheetml}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ],
    ...names.map((name, index): [string, string] => [
      `xl/worksheets/sheet${index + 1}.xml`,
      `${head}<worksheet xmlns="${spreadsheetml}"><sheetData>${(sheets[name] ?? []).map(rowXml).join('')}</sheetData></worksheet>`,
    ]),
  ];
  return zip(entries.map(([name, text]) => ({ name, content: Buffer.from(text) })));
}

function rowXml(cells: readonly WrittenCell[], row: number): string {
  const written = cells.map((cell, column) => cellXml(cell, `${String.fromCharCode(65 + column)}${row + 1}`));
  return `<row r="${row + 1}">${written.join('')}</row>`;
}

function cellXml(cell: WrittenCell, at: string): string {
  switch (typeof cell) {
    case 'string':
      return `<c r="${at}" t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`;
    case 'number':
      return `<c r="${at}"><v>${cell}</v></c>`;
    case 'boolean':
      return `<c r="${at}" t="b"><v>${cell ? 1 : 0}</v></c>`;
    default:
      return cell === null
        ? ''
        : 'date' in cell
          ? `<c r="${at}" s="1"><v>${cell.date}</v></c>`
          : `<c r="${at}" t="e"><v>${cell.error}</v></c>`;
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

export interface ZipEntry {
  readonly name: string;
  readonly content: Buffer;
  /** What the archive says of the size, where it lies. */
  readonly claimedSize?: number;
}

/** A ZIP archive: local headers with their data, the central directory, its end. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, claimedSize = content.length } of entries) {
    const data = deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version needed
    common.writeUInt16LE(8, 4); // deflated
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(claimedSize, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

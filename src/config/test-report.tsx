import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, Stack, Text, useStyles2 } from '@grafana/ui';
import type { EntryTest } from './entry-test.ts';

/** What the back end found: in words, and the first rows to compare with the source. */
export function TestReport({ reports }: { readonly reports: readonly EntryTest[] }) {
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.list} aria-label="Test report">
      {reports.map(({ entry, ok, found, remarks, lastDate, sample }) => (
        <li key={entry}>
          <Stack direction="row" gap={1} alignItems="baseline">
            <Badge color={ok ? 'green' : 'red'} text={ok ? 'ok' : 'wrong'} />
            <div className={styles.report}>
              <Text variant="code">{entry}</Text> <Text color={ok ? 'primary' : 'error'}>{found}</Text>
              {[...remarks, ...(lastDate === undefined ? [] : [`last date ${lastDate}`])].map((remark) => (
                <Text key={remark} element="p" color="secondary" variant="bodySmall">
                  {remark}
                </Text>
              ))}
              {sample !== undefined && sample.rows.length > 0 && <Sample entry={entry} sample={sample} />}
            </div>
          </Stack>
        </li>
      ))}
    </ul>
  );
}

function Sample({
  entry,
  sample: { columns, rows },
}: {
  readonly entry: string;
  readonly sample: NonNullable<EntryTest['sample']>;
}) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-label={`First rows of ${entry}, as parsed`}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} className={typeof cell === 'number' ? styles.number : ''}>
                  {cell === null
                    ? '–'
                    : typeof cell === 'number'
                      ? cell.toLocaleString('en', { maximumFractionDigits: 10 })
                      : cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', marginTop: theme.spacing(1), '> li + li': { marginTop: theme.spacing(1) } }),
  report: css({ minWidth: 0, flex: 1 }),
  scroll: css({ overflowX: 'auto' }),
  table: css({
    marginTop: theme.spacing(0.5),
    fontSize: theme.typography.bodySmall.fontSize,
    'th, td': {
      padding: theme.spacing(0.25, 2, 0.25, 0),
      borderBottom: `1px solid ${theme.colors.border.weak}`,
      textAlign: 'left',
    },
    th: { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightMedium },
  }),
  number: css({ fontVariantNumeric: 'tabular-nums' }),
});

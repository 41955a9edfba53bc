import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';
import type { GuideSection } from '../../pkg/formula/guide.ts';

/** One section of the guide: what is written, what it means and, for functions, an example. */
export function GuideTable({ section: { title, text, rows } }: { readonly section: GuideSection }) {
  const styles = useStyles2(getStyles);
  const hasExamples = rows.some(({ example }) => example !== undefined);
  return (
    <section>
      <Text element="h3" variant="h5">
        {title}
      </Text>
      <Text element="p" color="secondary">
        {text}
      </Text>
      <table className={styles.table} aria-label={title}>
        <thead>
          <tr>
            <th scope="col">Written</th>
            <th scope="col">Means</th>
            {hasExamples && <th scope="col">Example</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ written, means, example }) => (
            <tr key={`${written} ${means}`}>
              <th scope="row">
                <code>{written}</code>
              </th>
              <td>{means}</td>
              {hasExamples && <td>{example !== undefined && <code>{example}</code>}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  table: css({
    width: '100%',
    marginTop: theme.spacing(1),
    'th, td': {
      padding: theme.spacing(0.5, 1, 0.5, 0),
      borderBottom: `1px solid ${theme.colors.border.weak}`,
      textAlign: 'left',
      verticalAlign: 'top',
      fontWeight: theme.typography.fontWeightRegular,
    },
    'thead th': { color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize },
    'tbody th': { width: '22%' },
    td: { width: '39%' },
    code: { padding: 0, background: 'none', border: 'none', whiteSpace: 'normal' },
  }),
});

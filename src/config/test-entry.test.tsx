import { act, screen, within } from '@testing-library/react';
import { setupConfig } from '../testing/config-host.tsx';
import { fakeGrafana } from '../testing/fake-grafana.ts';

const settings = {
  connections: [{ name: 'exports', type: 'files', path: '/data' }],
  metrics: [{ name: 'jobs', connection: 'exports', location: 'jobs.csv', unit: 'job', additivity: 'additive' }],
};
const report = {
  entry: 'metric jobs',
  ok: true,
  found: '12 rows',
  remarks: ['reached 1 file'],
  lastDate: '2026-10-31',
  sample: {
    columns: ['date', 'value', 'team'],
    rows: [
      ['2026-10-01', 1234.5, 'checkout'],
      ['2026-10-02', 7, null],
    ],
  },
};

describe('the test of a saved entry', () => {
  it('shows what was reached, the last date and the first rows', async () => {
    const { seen } = fakeGrafana({ test: () => [report] });
    const { user } = setupConfig(settings);
    await user.click(screen.getByRole('button', { name: 'Test metric jobs' }));
    const found = within(await screen.findByRole('list', { name: 'Test report' }));
    expect(seen.at(-1)).toMatchObject({ path: 'test', params: { entry: 'metrics.jobs' } });
    for (const text of ['12 rows', 'reached 1 file', 'last date 2026-10-31']) {
      expect(found.getByText(text)).toBeTruthy();
    }
    const rows = found.getAllByRole('row').map((row) => [...row.children].map(({ textContent }) => textContent));
    expect(rows).toEqual([
      ['date', 'value', 'team'],
      ['2026-10-01', '1,234.5', 'checkout'],
      ['2026-10-02', '7', '–'],
    ]);
  });

  it('says what is wrong, and why the back end refuses', async () => {
    fakeGrafana({
      test: () => {
        throw Object.assign(new Error(), { status: 403, data: { message: 'your role is Editor. Ask an Admin' } });
      },
    });
    const { user } = setupConfig(settings);
    await user.click(screen.getByRole('button', { name: 'Test connection exports' }));
    expect(await screen.findByText('your role is Editor. Ask an Admin')).toBeTruthy();
  });

  it('is for entries that are saved as they stand', async () => {
    const { state, user } = setupConfig(settings);
    const test = () => screen.getByRole('button', { name: /^Test metric/ }).getAttribute('aria-disabled');
    expect(test()).toBe('false');
    await user.click(screen.getByRole('button', { name: 'Edit metric jobs' }));
    await user.type(screen.getByRole('textbox', { name: /^Title/ }), 'J');
    expect(test()).toBe('true');
    act(state.save);
    expect(test()).toBe('false');
  });
});

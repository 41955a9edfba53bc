import { act, render, screen } from '@testing-library/react';
import { catalogView } from '../catalog/catalog.ts';
import { catalog, fakeGrafana } from '../testing/fake-grafana.ts';
import { RollupProgress } from './rollup-progress.tsx';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** Two seconds later, with everything that follows from them. */
const later = () => act(() => jest.advanceTimersByTimeAsync(2_000));

it('counts the files of a roll-up until it is there, and asks no more then', async () => {
  const states = [{ cloud: { built: 3, of: 13 } }, { cloud: { built: 12, of: 13 } }, {}];
  const { datasource, seen } = fakeGrafana({ progress: () => states.shift() ?? {} });
  render(<RollupProgress datasource={datasource} catalog={catalogView.parse(catalog)} />);
  await act(() => jest.advanceTimersByTimeAsync(0));
  expect(screen.getByRole('status').textContent).toBe(
    'The roll-up of Cloud bills is being built, 3 of 13 files: until then answers take longer.'
  );
  await later();
  expect(screen.getByRole('status').textContent).toContain('12 of 13 files');
  await later();
  expect(screen.getByRole('status').textContent).toBe('');
  await later();
  expect(seen).toHaveLength(3);
});

it('looks again after an answer, which may have begun a roll-up', async () => {
  const states = [{}, { cloud: { built: 0, of: 13 } }];
  const { datasource } = fakeGrafana({ progress: () => states.shift() ?? {} });
  const editor = (answer: unknown) => (
    <RollupProgress datasource={datasource} catalog={catalogView.parse(catalog)} answer={answer} />
  );
  const { rerender } = render(editor(undefined));
  await act(() => jest.advanceTimersByTimeAsync(0));
  expect(screen.getByRole('status').textContent).toBe('');
  rerender(editor([]));
  await act(() => jest.advanceTimersByTimeAsync(0));
  expect(screen.getByRole('status').textContent).toContain('0 of 13 files');
});

it('says nothing where progress cannot be had', async () => {
  const { datasource } = fakeGrafana({
    progress: () => {
      throw new Error('gone');
    },
  });
  render(<RollupProgress datasource={datasource} catalog={catalogView.parse(catalog)} />);
  await act(() => jest.advanceTimersByTimeAsync(0));
  expect(screen.getByRole('status').textContent).toBe('');
});

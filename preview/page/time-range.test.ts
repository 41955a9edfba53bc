import { moved, rangeInUrl, timeRange, withTimeFrom } from './time-range.ts';

const hour = 3_600_000;

describe('time ranges', () => {
  beforeAll(() => {
    jest.useFakeTimers({ now: Date.parse('2026-08-21T10:00:00Z') });
  });
  afterAll(() => {
    jest.useRealTimers();
  });

  it('round to whole months outward', () => {
    const range = timeRange('now-13M/M', 'now-1M/M', 'utc');
    expect(range.from.toISOString()).toBe('2025-07-01T00:00:00.000Z');
    expect(range.to.toISOString()).toBe('2026-07-31T23:59:59.999Z');
    expect(rangeInUrl(range)).toEqual({ from: 'now-13M/M', to: 'now-1M/M' });
  });

  it('are ms in the address where they are absolute', () => {
    const range = timeRange('1767225600000', '1767312000000', 'utc');
    expect(rangeInUrl(range)).toEqual({ from: '1767225600000', to: '1767312000000' });
  });

  it("give way to a panel's own range, but for absolute ones", () => {
    const { range, text } = withTimeFrom(timeRange('now-1y', 'now', 'utc'), '180d');
    expect(text).toBe('Last 180 days');
    expect(range.from.toISOString()).toBe('2026-02-22T10:00:00.000Z');
    const absolute = timeRange('1767225600000', '1767312000000', 'utc');
    expect(withTimeFrom(absolute, '180d').range).toBe(absolute);
  });

  it('move by half their length, and double around their middle', () => {
    const range = timeRange(String(10 * hour), String(20 * hour), 'utc');
    expect(moved(range, 'back')).toEqual({ from: String(5 * hour), to: String(15 * hour) });
    expect(moved(range, 'forward')).toEqual({ from: String(15 * hour), to: String(25 * hour) });
    expect(moved(range, 'out')).toEqual({ from: String(5 * hour), to: String(25 * hour) });
  });
});

import type { TimeRange } from '@grafana/data';
import { RefreshPicker, TimeRangePicker } from '@grafana/ui';
import { useEffect } from 'react';
import { setParams } from './route.ts';
import { moved, rangeInUrl } from './time-range.ts';

export interface TimeControlsProps {
  readonly range: TimeRange;
  readonly timeZone: string;
  /** Such as `5m`; empty for none. */
  readonly refresh: string;
  readonly isLoading: boolean;
  readonly onRefresh: () => void;
}

/** Time range and refresh, kept in the address. */
export function TimeControls({ range, timeZone, refresh, isLoading, onRefresh }: TimeControlsProps) {
  useEffect(() => {
    const ms = milliseconds[refresh];
    const timer = ms === undefined ? undefined : setInterval(onRefresh, ms);
    return () => {
      clearInterval(timer);
    };
  }, [refresh, onRefresh]);
  return (
    <>
      <TimeRangePicker
        value={range}
        timeZone={timeZone}
        onChange={(chosen) => {
          setParams(rangeInUrl(chosen));
        }}
        onChangeTimeZone={() => undefined}
        onMoveBackward={() => {
          setParams(moved(range, 'back'));
        }}
        onMoveForward={() => {
          setParams(moved(range, 'forward'));
        }}
        onZoom={() => {
          setParams(moved(range, 'out'));
        }}
      />
      <RefreshPicker
        value={refresh}
        intervals={Object.keys(milliseconds)}
        tooltip="Refresh"
        isLoading={isLoading}
        onRefresh={onRefresh}
        onIntervalChanged={(interval) => {
          setParams({ refresh: interval === '' ? undefined : interval });
        }}
      />
    </>
  );
}

const milliseconds: Readonly<Record<string, number>> = { '10s': 10_000, '1m': 60_000, '5m': 300_000, '15m': 900_000 };

import { getFrameDisplayName } from '@grafana/data';
import { TableCellHeight } from '@grafana/schema';
import { Combobox, Stack } from '@grafana/ui';
import { TableNG } from '@grafana/ui/unstable';
import { useMemo, useState } from 'react';
import * as z from 'zod';
import { NoData } from './no-data.tsx';
import type { VisualizationProps } from './types.ts';

const options = z.object({
  cellHeight: z.enum(TableCellHeight).default(TableCellHeight.Sm),
  frameIndex: z.number().int().min(0).default(0),
  showHeader: z.boolean().default(true),
  sortBy: z.array(z.object({ displayName: z.string(), desc: z.boolean().optional() })).default([]),
});

/** px, with the gap above it. */
const chooserHeight = 40;

/** One frame as a table; where there are several, a list below it chooses, as in Grafana's panel. */
export function TablePanel(props: VisualizationProps) {
  const { frames, width, height, fieldConfig } = props;
  const { cellHeight, frameIndex, showHeader, sortBy } = useMemo(() => options.parse(props.options), [props.options]);
  const [chosen, setChosen] = useState(frameIndex);
  const index = Math.min(chosen, frames.length - 1);
  const frame = frames[index];
  if (frame === undefined || frame.fields.length === 0) {
    return <NoData {...props} />;
  }
  const tableHeight = frames.length > 1 ? height - chooserHeight : height;
  return (
    <Stack direction="column" gap={1}>
      {/* The grid grows with its rows where nothing holds it. */}
      <div style={{ height: tableHeight }}>
        <TableNG
          key={index}
          data={frame}
          width={width}
          height={tableHeight}
          noHeader={!showHeader}
          cellHeight={cellHeight}
          sortBy={sortBy}
          fieldConfig={fieldConfig}
          resizable
        />
      </div>
      {frames.length > 1 && (
        <Combobox
          aria-label="Table of"
          value={index}
          options={frames.map((one, value) => ({ value, label: getFrameDisplayName(one, value) }))}
          onChange={({ value }) => {
            setChosen(value);
          }}
        />
      )}
    </Stack>
  );
}

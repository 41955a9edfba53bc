import { TableCellHeight } from '@grafana/schema';
import { TableNG } from '@grafana/ui/unstable';
import * as z from 'zod';
import { NoData } from './no-data.tsx';
import type { VisualizationProps } from './types.ts';

const options = z.object({
  cellHeight: z.enum(TableCellHeight).default(TableCellHeight.Sm),
  showHeader: z.boolean().default(true),
  sortBy: z.array(z.object({ displayName: z.string(), desc: z.boolean().optional() })).default([]),
});

/** The first frame as a table, as Grafana's panel shows it until one chooses another. */
export function TablePanel(props: VisualizationProps) {
  const [frame] = props.frames;
  if (frame === undefined || frame.fields.length === 0) {
    return <NoData {...props} />;
  }
  const { cellHeight, showHeader, sortBy } = options.parse(props.options);
  return (
    <TableNG
      data={frame}
      width={props.width}
      height={props.height}
      noHeader={!showHeader}
      cellHeight={cellHeight}
      sortBy={sortBy}
      fieldConfig={props.fieldConfig}
      resizable
    />
  );
}

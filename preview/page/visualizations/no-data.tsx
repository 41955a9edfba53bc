import { css } from '@emotion/css';
import type { VisualizationProps } from './types.ts';

/** A panel without values says what its configuration says of that. */
export function NoData({ fieldConfig, width, height, theme }: VisualizationProps) {
  const style = css({
    alignItems: 'center',
    color: theme.colors.text.secondary,
    display: 'flex',
    fontSize: theme.typography.h5.fontSize,
    height,
    justifyContent: 'center',
    textAlign: 'center',
    width,
  });
  return <div className={style}>{fieldConfig.defaults.noValue ?? 'No data'}</div>;
}

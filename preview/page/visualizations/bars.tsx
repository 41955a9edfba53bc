import { type Field, formattedValueToString, getValueFormat, type GrafanaTheme2 } from '@grafana/data';
import { type BarBox, layoutBars } from './bar-layout.ts';
import { stacks } from './bar-stacks.ts';

export interface BarSeries {
  readonly field: Field<number | null>;
  readonly label: string;
  readonly color: string;
  /** Each bar in the colour of its value, by the field's thresholds. */
  readonly byValue: boolean;
  /** 0 to 1 */
  readonly opacity: number;
  /** px */
  readonly border: number;
}

export interface BarsProps extends BarBox {
  readonly names: Field;
  readonly series: readonly BarSeries[];
  readonly theme: GrafanaTheme2;
}

/** Bars with their axes; a mouse over one tells its value. */
export function Bars({ names, series, theme, ...box }: BarsProps) {
  const texts = names.values.map((name: unknown) => textOf(names, name));
  const bars = stacks(
    series.map(({ field }) => field.values),
    texts.length
  );
  const layout = layoutBars(bars, texts, box);
  const label = {
    dominantBaseline: 'middle',
    fill: theme.colors.text.primary,
    fontSize: theme.typography.bodySmall.fontSize,
  } as const;
  return (
    <svg width={box.width} height={box.height} role="img" aria-label={texts.join(', ')}>
      {layout.marks.map(({ value, line, label: place }) => (
        <g key={value}>
          <line {...line} stroke={value === 0 ? theme.colors.border.strong : theme.colors.border.weak} />
          <text {...place} {...label}>
            {formattedValueToString(getValueFormat(series[0]?.field.config.unit)(value))}
          </text>
        </g>
      ))}
      {layout.parts.map(({ bar, part, rect, label: place }) => {
        const own = series[part.series];
        const value = part.to - part.from;
        const text = textOf(own?.field, value);
        const color = own?.byValue === true ? own.field.display?.(value).color : own?.color;
        return (
          <g key={`${bar} ${part.series}`}>
            <rect {...rect} fill={color} fillOpacity={own?.opacity} stroke={color} strokeWidth={own?.border}>
              <title>{`${texts[bar] ?? ''}, ${own?.label ?? ''}: ${text}`}</title>
            </rect>
            {box.hasValues && (
              <text {...place} {...label}>
                {text}
              </text>
            )}
          </g>
        );
      })}
      {layout.names.map((place, bar) => (
        <text key={texts[bar]} {...place} {...label}>
          {texts[bar]}
        </text>
      ))}
    </svg>
  );
}

function textOf(field: Field | undefined, value: unknown): string {
  return field?.display === undefined ? String(value) : formattedValueToString(field.display(value));
}

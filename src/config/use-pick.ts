import type { ComboboxOption } from '@grafana/ui';
import { useEffect, useRef } from 'react';

type Picked = string | number | undefined;

/**
 * A pick is told once. Grafana's Combobox tells it from an effect, and tells it again at each rendering for as long as a
 * movement of the mouse waits to be rendered; where every change is rendered at once, as on Grafana's settings page, that
 * went round until React gave up (error 185, Grafana 12.4, a click that follows at once on the movement).
 */
export function usePick(
  value: unknown,
  onChange: (picked: Picked) => void
): (option: ComboboxOption<string | number> | null) => void {
  const told = useRef(value);
  useEffect(() => {
    told.current = value;
  }, [value]);
  return (option) => {
    const picked = option?.value;
    if (picked !== told.current) {
      told.current = picked;
      onChange(picked);
    }
  };
}

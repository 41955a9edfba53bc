import { UnitEconomicsError } from '../model/errors.ts';
import { hasCode } from './system-error.ts';

/** What our own disk refuses, undefined for what is no fault of it. */
export function diskError(thrown: unknown): UnitEconomicsError | undefined {
  if (['ENOSPC', 'EDQUOT'].some((code) => hasCode(thrown, code))) {
    return diskFull(thrown);
  }
  return ['EACCES', 'EPERM', 'EROFS', 'EIO'].some((code) => hasCode(thrown, code))
    ? new UnitEconomicsError(
        'badSettings',
        'The cache directory cannot be written. Let the Grafana user write there, or give another cache_path in grafana.ini.',
        { cause: thrown }
      )
    : undefined;
}

export function diskFull(cause: unknown): UnitEconomicsError {
  return new UnitEconomicsError(
    'tooMuch',
    'The disk of the cache directory is full. Free some of it, set a smaller cacheSize on connections to object stores, or give another cache_path in grafana.ini.',
    { cause }
  );
}

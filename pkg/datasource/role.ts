import { UnitEconomicsError } from '../model/errors.ts';
import type { RequestContext } from './service.ts';

/** Of the data source's organisation; a person at the command line is the administrator of what they run. */
export function isAdmin({ user }: Pick<RequestContext, 'user'>): boolean {
  return user?.role === 'Admin';
}

/** @throws forbidden, with the way out */
export function requireAdmin(context: Pick<RequestContext, 'user'>): void {
  if (!isAdmin(context)) {
    throw new UnitEconomicsError(
      'forbidden',
      `Tests show rows as they are, so they are for the organisation's administrators; your role is ${context.user?.role || 'unknown'}. Ask an Admin to test the entry, or to run check at the command line.`
    );
  }
}

import type { ResourceResponse } from './service.ts';

/** A resource's answer as JSON. `value` must be something JSON can say. */
export function jsonResponse(status: number, value: unknown): ResourceResponse {
  return { status, contentType: 'application/json', body: Buffer.from(JSON.stringify(value)) };
}

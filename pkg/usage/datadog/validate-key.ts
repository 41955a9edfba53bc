import { askService, type Asking } from '../remote/ask-service.ts';

/** Datadog's own check of an API key, which answers 403 for one that it does not know. */
export async function validateKey(asking: Asking, base: string, apiKey: string, signal: AbortSignal): Promise<void> {
  const url = new URL(`${base}/api/v1/validate`);
  await askService(asking, { method: 'GET', url, headers: { 'dd-api-key': apiKey } }, signal);
}

import type { TokenCredential } from '@azure/identity';

/** The environment's, the workload's or the machine's identity, in the order of Microsoft's default chain. */
export async function defaultAzureCredential(): Promise<TokenCredential> {
  const { DefaultAzureCredential } = await import('@azure/identity');
  return new DefaultAzureCredential();
}

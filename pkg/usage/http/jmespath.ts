import { UnitEconomicsError } from '../../model/errors.ts';

/** What an expression finds in a document; null where it finds nothing. @throws badSettings for one that cannot be used */
export async function search(metric: string, key: string, document: unknown, expression: string): Promise<unknown> {
  const { default: jmespath } = await import('jmespath');
  try {
    const found: unknown = jmespath.search(document, expression);
    return found;
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new UnitEconomicsError(
      'badSettings',
      `The metric ${metric} has under ${key} the JMESPath ${expression}, which cannot be used: ${reason}.`,
      { cause: thrown }
    );
  }
}

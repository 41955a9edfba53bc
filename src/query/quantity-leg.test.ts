import { catalog } from '../testing/fake-grafana.ts';
import { catalogView } from '../catalog/catalog.ts';
import { quantityLeg, quantityOptions } from './quantity-leg.ts';

const s3 = { dataset: 'cloud', service: 'Amazon S3', unit: 'GB-Mo', quantity: 1234.5, cost: 28.4 };

describe('a quantity of the bill', () => {
  it('is offered in words, with what it amounts to; one of no service is not', () => {
    const view = catalogView.parse(catalog);
    expect(quantityOptions([s3, { ...s3, service: '' }], view)).toEqual([
      {
        value: '["cloud","Amazon S3","GB-Mo"]',
        label: 'GB-Mo of Amazon S3',
        description: 'Cloud bills: 1,230 for 28.4 USD in the last five weeks',
        group: 'Counted by the bill',
      },
    ]);
  });

  it.each([
    [s3, 'amazon_s3_gb_mo'],
    [{ ...s3, service: '3M Docs', unit: '1K Pages' }, 'm_docs_1k_pages'],
    [{ ...s3, service: '検索', unit: 'リクエスト' }, 'leg'],
    [{ ...s3, service: 'x'.repeat(80) }, 'x'.repeat(60)],
  ])('becomes a leg with a name that formulas can hold: %j', (quantity, name) => {
    expect(quantityLeg(quantity, [])).toMatchObject({ name, kind: 'cost', measure: 'ConsumedQuantity' });
  });

  it('has a name of its own beside legs that are there', () => {
    const leg = quantityLeg(s3, []);
    expect(quantityLeg({ ...s3, dataset: 'other' }, [leg]).name).toBe('amazon_s3_gb_mo_2');
  });
});

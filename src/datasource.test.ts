import { CoreApp } from '@grafana/data';
import { catalog, fakeGrafana } from './testing/fake-grafana.ts';
import type { UnitEconomicsQuery } from './types.ts';

const query: UnitEconomicsQuery = {
  refId: 'A',
  formulas: [{ expression: 'cost' }],
  filters: [{ dimension: 'team', values: ['$team'] }],
};
const variables = { team: { value: ['checkout', 'search'] } };

describe('the default query', () => {
  it('shows the cost at once', () => {
    expect(fakeGrafana().datasource.getDefaultQuery(CoreApp.Dashboard)).toEqual({
      schemaVersion: 1,
      formulas: [{ expression: 'cost' }],
    });
  });

  it('of an alert rule is one value per group with a fixed grain', () => {
    expect(fakeGrafana().datasource.getDefaultQuery(CoreApp.UnifiedAlerting)).toMatchObject({
      grain: 'day',
      result: 'numeric',
    });
  });
});

describe('a query', () => {
  it.each([
    ['with a formula is sent', {}, true],
    ['that is hidden is not sent', { hide: true }, false],
    ['whose formulas are all blank is not sent', { formulas: [{ expression: ' ' }] }, false],
    ['with one formula written is sent', { formulas: [{ expression: '' }, { expression: 'cost' }] }, true],
  ])('%s', (_, patch, isSent) => {
    expect(fakeGrafana().datasource.filterQuery({ ...query, ...patch })).toBe(isSent);
  });

  it('without any formula is not sent', () => {
    expect(fakeGrafana().datasource.filterQuery({ refId: 'A' })).toBe(false);
  });

  it('is named by its formulas, groups and grain', () => {
    expect(
      fakeGrafana().datasource.getQueryDisplayText({
        refId: 'A',
        formulas: [{ expression: 'cost / jobs', name: 'Unit cost' }, { expression: 'cost' }],
        groupBy: ['team'],
        grain: 'month',
      })
    ).toBe('Unit cost = cost / jobs, cost by team per month');
  });

  it('is sent with its variables replaced and its blank formulas left out', () => {
    const sent = fakeGrafana({}, variables).datasource.applyTemplateVariables(
      { ...query, formulas: [{ expression: 'cost' }, { expression: '' }] },
      {}
    );
    expect(sent).toMatchObject({
      refId: 'A',
      formulas: [{ expression: 'cost' }],
      filters: [{ dimension: 'team', op: 'in', values: ['checkout', 'search'] }],
    });
  });

  it('that the model does not know is sent as it is, for the back end to refuse', () => {
    const strange = { ...query, colour: 'red' };
    expect(fakeGrafana({}, variables).datasource.applyTemplateVariables(strange, {})).toBe(strange);
  });

  it('carries the ad hoc filters of the dashboard', () => {
    const { filters } = fakeGrafana({}, variables).datasource.applyTemplateVariables(query, {}, [
      { key: 'region', operator: '=', value: 'eu' },
      { key: 'region', operator: '!=|', value: 'us', values: ['us', 'apac'] },
      { key: 'service', operator: '=~', value: 'Amazon.*' },
    ]);
    expect(filters?.slice(1)).toEqual([
      { dimension: 'region', op: 'in', values: ['eu'] },
      { dimension: 'region', op: 'notIn', values: ['us', 'apac'] },
      { dimension: 'service', op: 'regex', values: ['Amazon.*'] },
    ]);
  });

  it('refuses an ad hoc operator that it cannot mean, by name', () => {
    expect(() =>
      fakeGrafana().datasource.applyTemplateVariables(query, {}, [{ key: 'region', operator: '<', value: '1' }])
    ).toThrow('region uses <');
  });

  it('is handed to Explore with its variables replaced and its data source named', () => {
    const { datasource } = fakeGrafana({}, variables);
    expect(datasource.interpolateVariablesInQueries([query], {})).toEqual([
      { ...datasource.applyTemplateVariables(query, {}), datasource: datasource.getRef() },
    ]);
  });
});

describe('the catalog', () => {
  it('is asked for once by all editors', async () => {
    const { datasource, seen } = fakeGrafana();
    await Promise.all([datasource.catalog(), datasource.catalog()]);
    expect(seen.filter(({ path }) => path === 'catalog')).toHaveLength(1);
  });

  it('is asked for again after a failure', async () => {
    let isDown = true;
    const { datasource } = fakeGrafana({
      catalog: () => {
        if (isDown) {
          throw new Error('down');
        }
        return { ...catalog, currency: 'EUR' };
      },
    });
    await expect(datasource.catalog()).rejects.toThrow('down');
    isDown = false;
    expect((await datasource.catalog()).currency).toBe('EUR');
  });

  it('lists keys and values for ad hoc filters', async () => {
    const { datasource } = fakeGrafana();
    expect(await datasource.getTagKeys()).toEqual([
      { text: 'Team', value: 'team' },
      { text: 'Product', value: 'product' },
    ]);
    expect(await datasource.getTagValues({ key: 'team' })).toEqual([
      { text: 'checkout' },
      { text: 'search' },
      { text: 'ads' },
    ]);
  });
});

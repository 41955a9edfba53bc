import { dimension, ruleTest, type RuleTest } from './dimension.ts';
import { shadowedRules } from './shadowed-rules.ts';

type Op = 'in' | 'equals' | 'prefix' | 'regex' | 'present';

function test(key: string, op: Op, ...values: string[]): RuleTest {
  return ruleTest.parse({ key, op, values });
}

/** Whether the later test is found to be covered by the earlier, each as a rule of its own. */
function covered(earlier: RuleTest[], later: RuleTest[]): boolean {
  const rules = [
    { value: 'first', where: earlier },
    { value: 'second', where: later },
  ];
  return shadowedRules({ rules }).length > 0;
}

const account = 'SubAccountId';

it.each<[string, RuleTest, RuleTest, boolean]>([
  ['a part of its values', test(account, 'in', 'a', 'b'), test(account, 'in', 'b'), true],
  ['equals as in', test(account, 'in', 'a', 'b'), test(account, 'equals', 'a'), true],
  ['a value more', test(account, 'in', 'a'), test(account, 'in', 'a', 'b'), false],
  ['values with its prefix', test(account, 'prefix', 'prod-', 'live-'), test(account, 'in', 'prod-1', 'live-2'), true],
  ['a value without its prefix', test(account, 'prefix', 'prod-'), test(account, 'in', 'prod-1', 'dev-1'), false],
  ['a longer prefix', test(account, 'prefix', 'prod-'), test(account, 'prefix', 'prod-eu-'), true],
  ['a shorter prefix', test(account, 'prefix', 'prod-eu-'), test(account, 'prefix', 'prod-'), false],
  ['any test of a key that need only be present', test('tag:team', 'present'), test('tag:team', 'regex', 'a.*'), true],
  ['presence where a value is asked', test('tag:team', 'in', 'a'), test('tag:team', 'present'), false],
  ['the same patterns', test(account, 'regex', 'a.*', 'b.*'), test(account, 'regex', 'b.*'), true],
  ['a value that its pattern would match', test(account, 'regex', 'a.*'), test(account, 'in', 'ab'), false],
  ['another key', test(account, 'present'), test('BillingAccountId', 'in', 'a'), false],
])('%s', (_, earlier, later, expected) => {
  expect(covered([earlier], [later])).toBe(expected);
});

it('needs every test of the earlier rule to follow from some test of the later', () => {
  const prod = test(account, 'prefix', 'prod-');
  const ec2 = test('ServiceName', 'in', 'EC2', 'EBS');
  expect(covered([prod, ec2], [test('ServiceName', 'in', 'EC2'), test(account, 'in', 'prod-1')])).toBe(true);
  expect(covered([prod, ec2], [test(account, 'in', 'prod-1')])).toBe(false);
  expect(covered([prod], [test(account, 'in', 'prod-1'), test('tag:team', 'present')])).toBe(true);
});

it('names both rules as people count them', () => {
  const { rules } = dimension.parse({
    name: 'team',
    rules: [
      { value: 'data', where: [{ key: 'ServiceName', op: 'in', values: ['BigQuery'] }] },
      { value: 'platform', where: [{ key: account, op: 'prefix', values: ['shared'] }] },
      { value: 'search', where: [{ key: account, op: 'equals', values: ['shared-1'] }] },
    ],
  });
  expect(shadowedRules({ rules })).toEqual([
    {
      rule: 2,
      by: 1,
      text: 'rule 3 (search) never applies: rule 2 (platform) takes every charge that it would match. Move it up, or remove it.',
    },
  ]);
});

it('refuses a test without values, and an empty value', () => {
  expect(ruleTest.safeParse({ key: account, op: 'in' }).success).toBe(false);
  expect(ruleTest.safeParse({ key: account, op: 'prefix', values: [''] }).success).toBe(false);
  expect(ruleTest.safeParse({ key: account, op: 'present' }).success).toBe(true);
});

/** `lineItem/UsageAmount` in CSV is `line_item_usage_amount` in Parquet: every capital begins a word. */
export function awsName(name: string): string {
  const words = /[a-z]/.test(name) ? name.replace(/[A-Z]/g, (letter) => `_${letter}`) : name;
  return words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
}

const costCategory = 'cost_category/';

/** A tag as asked for: by a user's key, by AWS's own (`aws:createdBy`), or a cost category (`cost_category/Project`). */
export type AwsTag =
  | { readonly kind: 'category'; readonly key: string }
  | { readonly kind: 'tag'; readonly owner: 'user' | 'aws'; readonly key: string };

export function awsTag(asked: string): AwsTag {
  if (asked.startsWith(costCategory)) {
    return { kind: 'category', key: asked.slice(costCategory.length) };
  }
  const [, owner, key] = /^(user|aws):(.+)$/s.exec(asked) ?? [];
  return { kind: 'tag', owner: owner === 'aws' ? 'aws' : 'user', key: key ?? asked };
}

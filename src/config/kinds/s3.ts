import { objectStore } from './object-store.ts';

export const s3 = objectStore(
  [
    { path: ['bucket'], label: 'Bucket', isRequired: true, example: 'billing-exports' },
    { path: ['region'], label: 'Region', example: 'eu-central-1' },
    {
      path: ['roleArn'],
      label: 'Role',
      example: 'arn:aws:iam::123456789012:role/billing-reader',
      isAdvanced: true,
    },
    { path: ['forcePathStyle'], label: 'Bucket in the path', kind: 'switch', isAdvanced: true },
  ],
  "Amazon's own"
);

import { objectStore } from './object-store.ts';

export const gcs = objectStore(
  [{ path: ['bucket'], label: 'Bucket', isRequired: true, example: 'billing-exports' }],
  'https://storage.googleapis.com',
  ['serviceAccount']
);

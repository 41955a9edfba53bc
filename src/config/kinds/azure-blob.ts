import { objectStore } from './object-store.ts';

export const azureBlob = objectStore(
  [
    { path: ['account'], label: 'Account', isRequired: true, example: 'billingexports' },
    { path: ['container'], label: 'Container', isRequired: true, example: 'cost-management' },
  ],
  'https://ACCOUNT.blob.core.windows.net'
);

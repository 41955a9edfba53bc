import { amplitudeMetrics } from '../../../pkg/model/connections/amplitude.ts';
import type { Entry } from '../paths.ts';
import { serviceFields, whileOneOf, zoneField, type KindFields } from './kind-fields.ts';

const ofEvents = whileOneOf(['report'], 'event_segmentation');

function countsOf({ report }: Entry): readonly string[] {
  return report === 'event_segmentation' ? amplitudeMetrics.event_segmentation : amplitudeMetrics.active_users;
}

export const amplitude: KindFields = {
  connection: [
    {
      path: ['site'],
      label: 'Site',
      kind: 'choice',
      default: 'us',
      options: () => [
        { value: 'us', label: 'United States' },
        { value: 'eu', label: 'European Union' },
      ],
    },
    zoneField('timezone', "Project's time zone", 'UTC'),
    ...serviceFields("the site's own address"),
  ],
  series: [
    {
      path: ['report'],
      label: 'Report',
      kind: 'choice',
      default: 'active_users',
      options: () => [
        { value: 'active_users', label: 'Active and new users' },
        { value: 'event_segmentation', label: 'Events' },
      ],
    },
    {
      path: ['metric'],
      label: 'Counted',
      kind: 'choice',
      default: 'the first of the report',
      options: (entry) => countsOf(entry).map((value) => ({ value })),
    },
    { path: ['event'], label: 'Event', default: '_active', isFor: ofEvents },
    {
      path: ['propertyOf'],
      label: 'Dimension is a property of',
      kind: 'choice',
      default: 'user',
      options: () => [{ value: 'user' }, { value: 'event' }],
      isFor: ofEvents,
    },
    {
      path: ['segment'],
      label: 'Segment',
      kind: 'json',
      example: '[{ "prop": "country", "op": "is", "values": ["Germany"] }]',
      isAdvanced: true,
    },
  ],
  dimensionColumn: 'Property',
  isService: true,
};

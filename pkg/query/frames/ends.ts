/** Columns with the instant at which something ends, exclusive: at midnight the last whole day is the one before. */
export const endColumns = {
  newest: 'End of the newest charge or value, exclusive: midnight ends the day before',
  'complete through': 'Complete up to this instant, exclusive: midnight ends the day before',
} as const;

import { parseStart, withSettings } from './arguments.ts';

describe('parseStart', () => {
  it.each([
    [[], { kind: 'serve', preview: false, port: undefined }],
    [['preview'], { kind: 'serve', preview: true, port: undefined }],
    [['preview', '--port', '4000'], { kind: 'serve', preview: true, port: 4000 }],
    [['--port=4000'], { kind: 'serve', preview: false, port: 4000 }],
    [['query', 'cost', '--by', 'team'], { kind: 'command', args: ['query', 'cost', '--by', 'team'] }],
    [['help'], { kind: 'command', args: ['help'] }],
  ])('reads %j', (argv, expected) => {
    expect(parseStart(argv)).toEqual(expected);
  });

  it.each([
    [['--port', 'http'], '--port http: a port is a number'],
    [['--port', '70000'], 'from 1 to 65535'],
    [['preview', 'query'], 'only --port N can follow preview'],
  ])('refuses %j and says what it takes', (argv, words) => {
    expect(() => parseStart(argv)).toThrow(words);
  });
});

describe('withSettings', () => {
  it.each([
    [
      ['query', 'cost / jobs'],
      ['query', 'cost / jobs', '--settings', 's.yaml'],
    ],
    [['check'], ['check', '--settings', 's.yaml']],
    [['report'], ['report', '--settings', 's.yaml']],
    [
      ['query', 'cost', '--settings', 'mine.yaml'],
      ['query', 'cost', '--settings', 'mine.yaml'],
    ],
    [
      ['query', 'cost', '--settings=mine.yaml'],
      ['query', 'cost', '--settings=mine.yaml'],
    ],
    [['help'], ['help']],
    [[], []],
  ])('makes %j into %j', (given, expected) => {
    expect(withSettings(given, 's.yaml')).toEqual(expected);
  });
});

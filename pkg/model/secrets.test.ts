import { ConnectionSecrets } from './secrets.ts';

describe('secrets', () => {
  it('are given without the white space around them, which is pasted or ends a file', () => {
    const secrets = new ConnectionSecrets({ apiKey: ' abc\r\n', password: '\ttwo words ' });
    expect([secrets.get('apiKey'), secrets.get('password')]).toEqual(['abc', 'two words']);
  });

  it('that are nothing but white space are none', () => {
    const secrets = new ConnectionSecrets({ token: ' \n', apiKey: 'abc' });
    expect([secrets.get('token'), secrets.keys]).toEqual([undefined, ['apiKey']]);
  });

  it('stand in JSON as their fingerprint', () => {
    expect(JSON.stringify({ secrets: new ConnectionSecrets({ apiKey: 'abc' }, 'f1') })).toBe('{"secrets":"f1"}');
  });
});

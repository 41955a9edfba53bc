import { parseSettings } from './parse-settings.ts';
import { recipient } from './recipient.ts';
import { secretsByEntry } from './secrets.ts';

const slack = { name: 'finops', type: 'slack' };
const email = { name: 'board', type: 'email', host: 'smtp.example.com', from: 'a@example.com', to: ['b@example.com'] };
const webhook = { name: 'flow', type: 'webhook', url: 'https://flow.example.com/in' };

describe('recipients', () => {
  it('have defaults that are safe', () => {
    expect(recipient.parse(slack)).toEqual({ ...slack, timeout: 60_000 });
    expect(recipient.parse(email)).toEqual({ ...email, encryption: 'starttls', timeout: 60_000 });
    expect(recipient.parse(webhook)).toEqual({ ...webhook, headers: {}, timeout: 60_000 });
  });

  it.each<[object, string]>([
    [{ ...slack, channel: '<!channel>' }, 'must be a channel such as #finops'],
    [{ ...slack, endpoint: 'http://chat.example.com' }, 'must be https'],
    [{ ...slack, link: 'javascript:alert(1)' }, 'must be an http or https address'],
    [{ ...slack, timeout: '11m' }, 'must be at most 10m'],
    [{ ...email, to: [] }, 'to'],
    [{ ...email, to: ['b@example.com\r\nBcc: c@example.com'] }, 'must be an e-mail address'],
    [{ ...email, to: ['b@example.com, c@example.com'] }, 'must be an e-mail address'],
    [{ ...email, from: 'x\r\nBcc: y <a@example.com>' }, 'must be an address, or a name and <address>'],
    [{ ...email, host: 'smtp.example.com:25' }, 'must be the name or address of a server alone'],
    [{ ...email, encryption: 'none', user: 'x' }, 'none would send the password unencrypted'],
    [{ ...webhook, url: 'http://flow.example.com/in' }, 'must be https'],
    [{ ...webhook, url: 'https://user:pass@flow.example.com' }, 'must hold no user name or password'],
    [{ ...webhook, headers: { Authorization: 'Bearer x' } }, 'is set by auth or by the client itself'],
  ])('refuse %j', (entry, words) => {
    expect(JSON.stringify(recipient.safeParse(entry).error?.issues)).toContain(words);
  });

  it('are a list of the settings, in which a bad entry costs itself only', () => {
    const { catalog, problems } = parseSettings(JSON.stringify({ recipients: [slack, { ...email, port: 0 }, { ...webhook, speed: 1 }] }), []); // prettier-ignore
    expect([...catalog.recipients.keys()]).toEqual(['finops', 'flow']);
    expect(problems.map(({ severity, place }) => `${severity} ${place}`)).toEqual([
      'error recipients[1] (board)',
      'warning recipients[2] (flow)',
    ]);
  });

  it('have secrets of their own', () => {
    const flat = {
      'recipients.finops.botToken': 'a',
      'connections.finops.token': 'b',
      'recipients.finops.webhookUrl': '',
      'recipients.__proto__.token': 'c',
      token: 'd',
    };
    expect([...secretsByEntry('recipients', flat)]).toEqual([['finops', { botToken: 'a' }]]);
    expect([...secretsByEntry('connections', flat)]).toEqual([['finops', { token: 'b' }]]);
  });
});

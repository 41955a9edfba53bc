import { screen } from '@testing-library/react';
import { pick, setupConfig } from '../testing/config-host.tsx';

const dd = { name: 'dd', type: 'datadog' };
const stored = ['connections.dd.apiKey', 'connections.dd.appKey', 'connections.other.apiKey'];

describe('a secret', () => {
  it('is written beside the settings, and fixes the name and the type of its connection', async () => {
    const { state, json, user } = setupConfig({ connections: [dd] });
    await user.click(screen.getByRole('button', { name: 'Edit connection dd' }));
    const name = screen.getByRole('textbox', { name: /^Name/ });
    expect(name).toHaveProperty('disabled', false);
    const field = screen.getByLabelText(/^API key/);
    expect(field.getAttribute('type')).toBe('password');
    await user.type(field, 'hush');
    expect(state.options.secureJsonData).toEqual({ 'connections.dd.apiKey': 'hush' });
    expect(JSON.stringify(json())).not.toContain('hush');
    expect(name).toHaveProperty('disabled', true);
    expect(screen.getByText(/^Fixed, because a secret is kept under it/)).toBeTruthy();
    expect(screen.getByRole('combobox', { name: /^Type/ })).toHaveProperty('disabled', true);
  });

  it('that is stored is never shown; reset takes it out and leaves the others', async () => {
    const { state, user } = setupConfig({ connections: [dd] }, { stored });
    await user.click(screen.getByRole('button', { name: 'Edit connection dd' }));
    expect(screen.getByLabelText(/^API key/)).toMatchObject({ value: 'configured', disabled: true });
    const [first] = screen.getAllByRole('button', { name: 'Reset' });
    await user.click(first as HTMLElement);
    expect(screen.getByLabelText(/^API key/)).toMatchObject({ value: '', disabled: false });
    expect(screen.getByLabelText(/^Application key/)).toMatchObject({ value: 'configured' });
    expect(state.options.secureJsonData).toEqual({ 'connections.dd.apiKey': '' });
    expect(state.options.secureJsonFields).toEqual({
      'connections.dd.apiKey': false,
      'connections.dd.appKey': true,
      'connections.other.apiKey': true,
    });
    // The second one still fixes the name.
    expect(screen.getByRole('textbox', { name: /^Name/ })).toHaveProperty('disabled', true);
    await user.click(screen.getByRole('button', { name: 'Reset' }));
    expect(screen.getByRole('textbox', { name: /^Name/ })).toHaveProperty('disabled', false);
  });

  it('goes with its connection, and no other connection’s does', async () => {
    const { state, json, user } = setupConfig({ connections: [dd] }, { stored });
    await user.click(screen.getByRole('button', { name: 'Remove connection dd' }));
    expect(json()['connections']).toEqual([]);
    expect(state.options.secureJsonData).toEqual({ 'connections.dd.apiKey': '', 'connections.dd.appKey': '' });
    expect(state.options.secureJsonFields['connections.other.apiKey']).toBe(true);
  });

  it('is not copied when its connection is duplicated', async () => {
    const { state, user } = setupConfig({ connections: [dd] }, { stored });
    await user.click(screen.getByRole('button', { name: 'Duplicate connection dd' }));
    expect(screen.getByLabelText(/^API key/)).toMatchObject({ value: '', disabled: false });
    await user.type(screen.getByLabelText(/^API key/), 'x');
    expect(state.options.secureJsonData).toEqual({ 'connections.dd_2.apiKey': 'x' });
  });

  it('waits for the name that it is kept under', async () => {
    const { user } = setupConfig({});
    await user.click(screen.getByRole('button', { name: 'Add connection' }));
    await pick(user, /^Type/, 'Datadog');
    expect(screen.getByLabelText(/^API key/)).toMatchObject({
      disabled: true,
      placeholder: 'Name it first',
    });
    await user.type(screen.getByRole('textbox', { name: /^Name/ }), 'dd');
    expect(screen.getByLabelText(/^API key/)).toHaveProperty('disabled', false);
  });

  it('of a provisioned data source can be neither written nor reset', async () => {
    const { user } = setupConfig({ connections: [dd] }, { stored, readOnly: true });
    await user.click(screen.getByRole('button', { name: 'View connection dd' }));
    expect(screen.getByLabelText(/^API key/)).toMatchObject({ value: 'configured', disabled: true });
    expect(screen.queryByRole('button', { name: 'Reset' })).toBeNull();
  });

  it('is asked for as the way of authentication needs it', async () => {
    const { json, user } = setupConfig({
      connections: [{ name: 'web', type: 'http', url: 'https://a.b', auth: { type: 'basic', username: 'me' } }],
    });
    await user.click(screen.getByRole('button', { name: 'Edit connection web' }));
    expect(screen.getByLabelText(/^Password/)).toBeTruthy();
    expect(screen.queryByLabelText(/^Client secret/)).toBeNull();
    await pick(user, /^Authentication/, 'OAuth 2 client credentials');
    expect(screen.getByLabelText(/^Client secret/)).toBeTruthy();
    expect(screen.queryByLabelText(/^Password/)).toBeNull();
    // The user name went with the way that had one.
    expect(json()['connections']).toEqual([
      { name: 'web', type: 'http', url: 'https://a.b', auth: { type: 'oauth2' } },
    ]);
  });

  it('of a recipient is kept under the recipient', async () => {
    const { state, user } = setupConfig({ recipients: [{ name: 'finance', type: 'slack', channel: '#finops' }] });
    await user.click(screen.getByRole('button', { name: 'Edit recipient finance' }));
    await user.type(screen.getByLabelText(/^Bot token/), 'x');
    expect(state.options.secureJsonData).toEqual({ 'recipients.finance.botToken': 'x' });
    expect(screen.getByRole('textbox', { name: /^Name/ })).toHaveProperty('disabled', true);
  });
});

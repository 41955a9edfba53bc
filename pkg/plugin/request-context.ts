import type { PluginContext, StringList } from './generated/pluginv2_pb.ts';
import type { RequestContext } from '../datasource/service.ts';

const utf8 = new TextDecoder();

/** Bytes as text; a byte that is not UTF-8 becomes a replacement character, for the JSON parser to meet. */
export function text(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

/** What the wire says about who asks, of which data source. */
export function requestContext(
  plugin: PluginContext | undefined,
  headers: Readonly<Record<string, string>>
): RequestContext {
  const settings = plugin?.dataSourceInstanceSettings;
  const user = plugin?.user;
  return {
    ...(settings && {
      dataSource: {
        uid: settings.uid,
        name: settings.name,
        jsonData: text(settings.jsonData),
        secureJsonData: settings.decryptedSecureJsonData,
      },
    }),
    ...(user && { user: { login: user.login, role: user.role } }),
    headers: normalise(headers),
  };
}

/** Resource calls carry lists of header values. */
export function joined(headers: Readonly<Record<string, StringList>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, { values }]) => [name, values.join(', ')]));
}

/** Grafana passes a few headers as they are (`FromAlert`, `Authorization`) and all others behind `http_`. */
function normalise(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase().replace(/^http_/, ''), value])
  );
}

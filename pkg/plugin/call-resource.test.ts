import type { MessageInitShape } from '@bufbuild/protobuf';
import { UnitEconomicsError } from '../model/errors.ts';
import { Resource, type CallResourceRequestSchema } from './generated/pluginv2_pb.ts';
import { jsonResponse } from '../datasource/json-response.ts';
import type { RequestContext, ResourceRequest, Service } from '../datasource/service.ts';
import { plugins } from './testing/running.ts';

const start = plugins();

/** The one response of a call, with its body as text. */
async function call(service: Partial<Service>, request: MessageInitShape<typeof CallResourceRequestSchema>) {
  const { client, host } = await start(service);
  const responses = [];
  for await (const response of client.serverStreaming(Resource.method.callResource, request)) {
    responses.push({
      code: response.code,
      type: response.headers['Content-Type']?.values,
      body: Buffer.from(response.body).toString(),
    });
  }
  expect(responses).toHaveLength(1);
  return { response: responses[0], log: host.stderr.text };
}

it('hands the service method, path, decoded query and body, and streams its one response', async () => {
  const seen: { context: RequestContext; request: ResourceRequest }[] = [];
  const { response } = await call(
    {
      callResource: (context, request) => {
        seen.push({ context, request });
        return Promise.resolve(jsonResponse(200, { names: ['checkout'] }));
      },
    },
    {
      method: 'GET',
      path: 'values/team',
      url: 'values/team?search=a%26b&limit=5',
      headers: { 'Accept-Language': { values: ['de', 'en'] }, 'http_X-Panel-Id': { values: ['7'] } },
      body: Buffer.from('hello'),
    }
  );
  expect(response).toEqual({ code: 200, type: ['application/json'], body: '{"names":["checkout"]}' });
  const [{ context, request } = { context: undefined, request: undefined }] = seen;
  expect(request).toMatchObject({ method: 'GET', path: 'values/team' });
  expect([...request!.query]).toEqual([
    ['search', 'a&b'],
    ['limit', '5'],
  ]);
  expect(Buffer.from(request!.body).toString()).toBe('hello');
  expect(context!.headers).toEqual({ 'accept-language': 'de, en', 'x-panel-id': '7' });
});

it('passes statuses such as 405 on as the service gives them', async () => {
  const service = { callResource: () => Promise.resolve(jsonResponse(405, { message: 'catalog can only be read' })) };
  const { response } = await call(service, { method: 'DELETE', path: 'catalog', url: 'catalog' });
  expect(response).toEqual({ code: 405, type: ['application/json'], body: '{"message":"catalog can only be read"}' });
});

it('answers an error of ours with its status and words', async () => {
  const service = {
    callResource: () =>
      Promise.reject(new UnitEconomicsError('notFound', 'There is no resource catalogue; try catalog.')),
  };
  const { response } = await call(service, { method: 'GET', path: 'catalogue', url: 'catalogue' });
  expect(response).toMatchObject({ code: 404, body: '{"message":"There is no resource catalogue; try catalog."}' });
});

it('answers any other error with 500, its text for the log alone', async () => {
  const service = { callResource: () => Promise.reject(new Error('undefined is no catalog')) };
  const { response, log } = await call(service, { method: 'GET', path: 'catalog', url: 'catalog' });
  expect(response).toMatchObject({ code: 500, type: ['application/json'] });
  expect(response?.body).not.toContain('undefined is no catalog');
  expect(log).toContain('undefined is no catalog');
});

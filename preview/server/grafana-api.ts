import { z } from 'zod';
import { Data, Diagnostics, Resource } from '../../pkg/plugin/generated/pluginv2_pb.ts';
import { CheckHealthResponse_HealthStatus as HealthStatus } from '../../pkg/plugin/generated/pluginv2_pb.ts';
import type { DataSources } from './data-sources.ts';
import { frameJson } from './frame-json.ts';
import type { PluginProcess } from './plugin-process.ts';
import type { ProvisionedDataSource } from './provisioning.ts';
import { Refusal } from './refusal.ts';

export interface ApiResponse {
  readonly status: number;
  readonly contentType?: string;
  readonly body: unknown;
}

const queryRequest = z.object({
  /** ms since the epoch, as text. */
  from: z.coerce.number(),
  to: z.coerce.number(),
  queries: z.array(z.looseObject({ refId: z.string(), datasource: z.object({ uid: z.string() }) })).min(1),
});

/** Headers that Grafana hands on to a plugin, of those that matter here. */
const passedOn = ['x-grafana-from-expr', 'x-cache-skip', 'x-dashboard-uid', 'x-panel-id', 'x-datasource-uid'];

/** The few endpoints of Grafana that a data source's front end calls, answered by the plugin itself. */
export class GrafanaApi {
  private readonly plugin: PluginProcess;
  private readonly dataSources: DataSources;

  constructor(plugin: PluginProcess, dataSources: DataSources) {
    this.plugin = plugin;
    this.dataSources = dataSources;
  }

  /** `POST /api/ds/query`: all queries of one request go to their data source together; 400 where one of them failed. */
  async query(body: unknown, headers: NodeJS.Dict<string | string[]>): Promise<ApiResponse> {
    const parsed = queryRequest.safeParse(body);
    if (!parsed.success) {
      return { status: 400, body: { message: `The request is not one of queries: ${z.prettifyError(parsed.error)}` } };
    }
    const { from, to, queries } = parsed.data;
    const uids = new Set(queries.map(({ datasource }) => datasource.uid));
    const answers = await Promise.all(
      [...uids].map(async (uid) => {
        const client = await this.plugin.client();
        return client.unary(Data.method.queryData, {
          pluginContext: contextOf(this.find(uid)),
          headers: Object.fromEntries(
            passedOn.flatMap((name) => (typeof headers[name] === 'string' ? [[`http_${name}`, headers[name]]] : []))
          ),
          queries: queries
            .filter(({ datasource }) => datasource.uid === uid)
            .map((query) => ({
              refId: query.refId,
              timeRange: { fromEpochMS: BigInt(Math.trunc(from)), toEpochMS: BigInt(Math.trunc(to)) },
              json: Buffer.from(JSON.stringify(query)),
            })),
        });
      })
    );
    const responses = answers.flatMap((answer) => Object.entries(answer.responses));
    return {
      status: responses.some(([, { error }]) => error !== '') ? 400 : 200,
      body: {
        results: Object.fromEntries(
          responses.map(([refId, { error, errorSource, status, frames }]) => [
            refId,
            {
              ...(error !== '' && { error, errorSource }),
              status: status === 0 ? (error === '' ? 200 : 500) : status,
              frames: frames.map(frameJson),
            },
          ])
        ),
      },
    };
  }

  /** `GET /api/datasources/uid/UID/health`: 400 where the plugin says that something is wrong. */
  async health(uid: string): Promise<ApiResponse> {
    const client = await this.plugin.client();
    const { status, message, jsonDetails } = await client.unary(Diagnostics.method.checkHealth, {
      pluginContext: contextOf(this.find(uid)),
    });
    const details: unknown = jsonDetails.length === 0 ? undefined : JSON.parse(Buffer.from(jsonDetails).toString());
    return {
      status: status === HealthStatus.OK ? 200 : 400,
      body: { status: status === HealthStatus.OK ? 'OK' : 'ERROR', message, ...(details !== undefined && { details }) },
    };
  }

  /** `/api/datasources/uid/UID/resources/PATH?QUERY`, any method. */
  async resource(uid: string, method: string, path: string, search: string, body: Buffer): Promise<ApiResponse> {
    const client = await this.plugin.client();
    const stream = client.serverStreaming(Resource.method.callResource, {
      pluginContext: contextOf(this.find(uid)),
      method,
      path,
      url: path + search,
      body,
    });
    for await (const { code, headers, body } of stream) {
      return { status: code, contentType: headers['Content-Type']?.values[0] ?? 'text/plain', body };
    }
    return { status: 204, body: undefined };
  }

  private find(uid: string): ProvisionedDataSource {
    const found = this.dataSources.get(uid);
    if (found === undefined) {
      throw new Refusal(404, `There is no data source ${uid}.`);
    }
    return found;
  }
}

/** Everyone who reaches this server is its administrator, as whoever starts Grafana on an own machine is. */
function contextOf({ uid, name, jsonData, secureJsonData }: ProvisionedDataSource) {
  return {
    user: { login: 'preview', role: 'Admin' },
    dataSourceInstanceSettings: {
      uid,
      name,
      jsonData: Buffer.from(JSON.stringify(jsonData)),
      decryptedSecureJsonData: secureJsonData,
    },
  };
}

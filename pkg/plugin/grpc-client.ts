import type {
  DescMessage,
  DescMethodServerStreaming,
  DescMethodUnary,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf';
import type { ServiceError } from '@grpc/grpc-js';
import { Client, credentials } from '@grpc/grpc-js';
import { codec, methodPath } from './grpc-codec.ts';

/** What a host has of a plugin: a gRPC client over any of the generated services, without limits of size, as Grafana's own. */
export class GrpcClient {
  readonly grpc: Client;

  constructor(target: string) {
    this.grpc = new Client(target, credentials.createInsecure(), {
      'grpc.max_receive_message_length': -1,
      'grpc.max_send_message_length': -1,
    });
  }

  /** Rejects with grpc-js's ServiceError. Aborting `signal` cancels the call. */
  unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
    signal?: AbortSignal
  ): Promise<MessageShape<O>> {
    return new Promise((resolve, reject) => {
      const done = (error: ServiceError | null, response?: MessageShape<O>) => {
        if (response === undefined) {
          reject(error ?? new Error('no response'));
        } else {
          resolve(response);
        }
      };
      const { serialize } = codec(method.input);
      const { deserialize } = codec(method.output);
      const call = this.grpc.makeUnaryRequest(methodPath(method), serialize, deserialize, request, done);
      signal?.addEventListener('abort', () => {
        call.cancel();
      });
    });
  }

  serverStreaming<I extends DescMessage, O extends DescMessage>(
    method: DescMethodServerStreaming<I, O>,
    request: MessageInitShape<I>
  ): AsyncIterable<MessageShape<O>> & { cancel(): void } {
    const { serialize } = codec(method.input);
    const { deserialize } = codec(method.output);
    return this.grpc.makeServerStreamRequest(methodPath(method), serialize, deserialize, request);
  }

  close(): void {
    this.grpc.close();
  }
}

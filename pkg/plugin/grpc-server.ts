import type {
  DescMessage,
  DescMethodBiDiStreaming,
  DescMethodServerStreaming,
  DescMethodUnary,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf';
import type { sendUnaryData, ServerUnaryCall, ServerWritableStream } from '@grpc/grpc-js';
import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { codec, methodPath } from './grpc-codec.ts';
import type { Logger } from './log.ts';
import { thrownText } from './thrown-text.ts';

/** As in Grafana's SDK; what is larger is refused with RESOURCE_EXHAUSTED. */
const maxRequestBytes = 16 * 1024 * 1024;

/** Handlers put what users may read into their responses; what they throw is a defect, and its text is for the log. */
const defect = { code: status.INTERNAL, details: 'The plugin failed; the Grafana server log has the cause.' };

interface Call {
  readonly cancelled: boolean;
  on(event: 'cancelled', listener: () => void): unknown;
}

/**
 * gRPC over generated messages. Each handler gets a signal that is aborted when its caller cancels or goes away, or the
 * server stops.
 */
export class GrpcServer {
  readonly #server = new Server({
    'grpc.max_receive_message_length': maxRequestBytes,
    'grpc.max_send_message_length': -1,
  });
  readonly #underWay = new Set<AbortController>();
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    handle: (request: MessageShape<I>, signal: AbortSignal) => Promise<MessageInitShape<O>>
  ): void {
    const path = methodPath(method);
    this.#server.register<MessageShape<I>, MessageInitShape<O>>(
      path,
      (call: ServerUnaryCall<MessageShape<I>, MessageInitShape<O>>, callback: sendUnaryData<MessageInitShape<O>>) => {
        this.#run(path, call, (signal) => handle(call.request, signal)).then(
          (response) => {
            callback(null, response);
          },
          () => {
            callback(defect);
          }
        );
      },
      codec(method.output).serialize,
      codec(method.input).deserialize,
      'unary'
    );
  }

  /** For streams of few and small messages: they are written without waiting for the reader. */
  serverStreaming<I extends DescMessage, O extends DescMessage>(
    method: DescMethodServerStreaming<I, O>,
    handle: (request: MessageShape<I>, signal: AbortSignal) => AsyncIterable<MessageInitShape<O>>
  ): void {
    const path = methodPath(method);
    this.#server.register<MessageShape<I>, MessageInitShape<O>>(
      path,
      (call: ServerWritableStream<MessageShape<I>, MessageInitShape<O>>) => {
        const work = async (signal: AbortSignal) => {
          for await (const message of handle(call.request, signal)) {
            call.write(message);
          }
        };
        this.#run(path, call, work).then(
          () => {
            call.end();
          },
          () => {
            call.emit('error', defect);
          }
        );
      },
      codec(method.output).serialize,
      codec(method.input).deserialize,
      'serverStream'
    );
  }

  /** A stream that says nothing and stays open for as long as its caller wants it and the server runs. */
  holdOpen(method: DescMethodServerStreaming | DescMethodBiDiStreaming): void {
    const path = methodPath(method);
    this.#server.register<object, never>(
      path,
      (call: Call & { end(): unknown }) => {
        void this.#run(path, call, aborted).then(() => call.end());
      },
      () => Buffer.alloc(0),
      () => ({}),
      method.methodKind === 'bidi_streaming' ? 'bidi' : 'serverStream'
    );
  }

  /** @param target as grpc-js writes addresses: `unix:/path` or `127.0.0.1:0`. Resolves to the port, which a socket has not. */
  listen(target: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(target, ServerCredentials.createInsecure(), (error, port) => {
        if (error) {
          reject(error);
        } else {
          resolve(port);
        }
      });
    });
  }

  /** Aborts the calls under way and resolves when they have answered, or after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    for (const call of this.#underWay) {
      call.abort();
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, graceMs);
      this.#server.tryShutdown(() => {
        clearTimeout(timer);
        resolve();
      });
    });
    this.#server.forceShutdown();
  }

  async #run<T>(path: string, call: Call, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.#underWay.add(controller);
    call.on('cancelled', () => {
      controller.abort();
    });
    if (call.cancelled) {
      controller.abort();
    }
    try {
      return await work(controller.signal);
    } catch (thrown) {
      this.#log.error('A call to the plugin failed.', { path, cause: thrownText(thrown) });
      throw thrown;
    } finally {
      this.#underWay.delete(controller);
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
    }
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}

import type { DescMessage, DescMethod, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';

/** What grpc-js needs to know of a method, on either side. */
export interface Codec<T extends DescMessage> {
  readonly serialize: (message: MessageInitShape<T>) => Buffer;
  readonly deserialize: (bytes: Buffer) => MessageShape<T>;
}

/** Such as `/pluginv2.Data/QueryData`. */
export function methodPath(method: DescMethod): string {
  return `/${method.parent.typeName}/${method.name}`;
}

/** Fields that the definition does not name are dropped. */
export function codec<T extends DescMessage>(schema: T): Codec<T> {
  return {
    serialize: (message) => {
      const bytes = toBinary(schema, create(schema, message));
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
    deserialize: (bytes) => fromBinary(schema, bytes, { readUnknownFields: false }),
  };
}

import * as z from 'zod';

/** Headers that hold credentials are made from secrets; the client writes the others itself. */
const ownHeaders = /^(authorization|proxy-authorization|cookie|host|content-length|connection|transfer-encoding)$/i;

/** Headers by name, with values that settings may hold. */
export function headerRecord<Value extends z.ZodType<string>>(value: Value) {
  return z.record(z.string(), value).superRefine((entries, context) => {
    for (const header of Object.keys(entries)) {
      if (!/^[\w!#$%&'*+.^`|~-]+$/.test(header)) {
        context.addIssue({ code: 'custom', message: `"${header}" is not the name of a header` });
      }
      if (ownHeaders.test(header)) {
        context.addIssue({ code: 'custom', message: `${header} is set by auth or by the client itself` });
      }
    }
  });
}

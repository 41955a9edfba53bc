/**
 * A service's words without the secrets that it may have repeated: as they are, as in a path or a form, and as in Basic
 * credentials.
 */
export function withhold(text: string, secrets: readonly string[]): string {
  return secrets
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      new URLSearchParams({ '': secret }).toString().slice(1),
      Buffer.from(secret).toString('base64'),
    ])
    .filter((form) => form !== '')
    .sort((a, b) => b.length - a.length) // one may be a part of another
    .reduce((rest, form) => rest.replaceAll(form, '•••'), text);
}

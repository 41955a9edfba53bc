/** The value of an Authorization header by RFC 7617, in UTF-8. */
export function basicCredentials(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** What follows the scheme in an Authorization header: a secret in the form in which it is sent. */
export function sentSecret(authorization: string): string {
  return authorization.slice(authorization.indexOf(' ') + 1);
}

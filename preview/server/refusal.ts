/** What the server does not do, in words for the page, with the HTTP status that goes with it. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

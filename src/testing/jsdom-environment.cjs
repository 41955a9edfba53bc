const { TestEnvironment } = require('jest-environment-jsdom');

/** jsdom with what every browser has and jsdom lacks. */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    const { TextEncoder, TextDecoder, structuredClone, Response, Request, Headers, fetch } = globalThis;
    Object.assign(this.global, { TextEncoder, TextDecoder, structuredClone, Response, Request, Headers, fetch });
  }
};

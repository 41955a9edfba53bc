import { startPlugin, type StartedPlugin } from './start-plugin.ts';

/** Starts plugins for the tests of one file, and ends them after each. Call it once, outside of tests. */
export function plugins(): typeof startPlugin {
  const running: StartedPlugin[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((plugin) => plugin.end()));
  });
  return async (...args) => {
    const plugin = await startPlugin(...args);
    running.push(plugin);
    return plugin;
  };
}

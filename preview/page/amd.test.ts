import { link } from './amd.ts';

const libraries = new Map<string, unknown>([['react', { version: '18' }]]);

describe('linking an AMD module', () => {
  it('hands it the libraries it names, and itself by the name of module', () => {
    const seen: unknown[] = [];
    const made = link(
      ['module', 'react'],
      (...modules) => {
        seen.push(...modules);
        return { plugin: 1 };
      },
      libraries,
      'http://host/public/plugins/x/module.js'
    );
    expect(made).toEqual({ plugin: 1 });
    expect(seen).toMatchObject([{ uri: 'http://host/public/plugins/x/module.js' }, { version: '18' }]);
  });

  it('takes what a module without a return value put into exports', () => {
    const factory = (exports: unknown) => {
      Object.assign(exports as object, { plugin: 2 });
    };
    expect(link(['exports'], factory, libraries, 'x')).toEqual({ plugin: 2 });
  });

  it('names a library that is not there', () => {
    expect(() => link(['angular'], () => undefined, libraries, 'x')).toThrow('asks for angular');
  });
});

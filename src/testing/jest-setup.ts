/** What jsdom lacks and Grafana's components use: a size for lists that draw only what is visible, and text measuring. */
const box: DOMRect = {
  x: 0,
  y: 0,
  top: 0,
  left: 0,
  bottom: 400,
  right: 400,
  width: 400,
  height: 400,
  toJSON: () => '',
};
Element.prototype.getBoundingClientRect = () => box;
for (const size of ['offsetHeight', 'offsetWidth', 'clientHeight', 'clientWidth']) {
  Object.defineProperty(HTMLElement.prototype, size, { configurable: true, value: 400 });
}
Element.prototype.scrollTo = () => undefined;
Element.prototype.scrollIntoView = () => undefined;

const canvas = { measureText: (text: string) => ({ width: text.length * 8 }), font: '' };
Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', { value: () => canvas });

class NoObserver {
  observe(): void {
    // nothing changes its size in jsdom
  }
  unobserve(): void {
    // likewise
  }
  disconnect(): void {
    // likewise
  }
}
Object.assign(globalThis, { ResizeObserver: NoObserver, IntersectionObserver: NoObserver });
Object.defineProperty(globalThis, 'matchMedia', {
  value: () => ({
    matches: false,
    addListener: () => undefined,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }),
});

// <div data-module="/Charts/CurvesChart.razor.js">: the module's mount(element) draws, and returns how to take it down again.
const mounted = new Map();

export function mountAll(root) {
  for (const element of root.querySelectorAll("[data-module]")) {
    if (mounted.has(element)) continue;
    mounted.set(element, null);
    import(element.dataset.module)
      .then(module => mounted.set(element, module.mount(element) ?? null))
      .catch(error => { element.dataset.failed = ""; console.error(element.dataset.module, error); });
  }
  for (const [element, dismount] of mounted) {
    if (element.isConnected) continue;
    dismount?.();
    mounted.delete(element);
  }
}

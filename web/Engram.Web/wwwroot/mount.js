// <div data-module="/Charts/CurvesChart.razor.js">: the module's mount(element) draws and returns {update, dismount}.
// update() is called when the server renders the element with other data attributes.
const mounted = new Map();

export function mountAll(root) {
  for (const element of root.querySelectorAll("[data-module]")) {
    const now = JSON.stringify(element.dataset);
    const known = mounted.get(element);
    if (!known) mount(element, now);
    else if (known.attributes !== now) {
      known.attributes = now;
      known.handle?.update();
    }
  }
  for (const [element, { handle }] of mounted) {
    if (element.isConnected) continue;
    handle?.dismount();
    mounted.delete(element);
  }
}

async function mount(element, attributes) {
  const entry = { attributes, handle: null };
  mounted.set(element, entry);
  try {
    entry.handle = (await import(element.dataset.module)).mount(element);
  } catch (error) {
    element.dataset.failed = ""; // The table beside it says the same.
    console.error(element.dataset.module, error);
  }
}

// Makes the children of one element equal to those of another by changing as little as possible, so that focus, scroll positions,
// open details and the row under the mouse stay where they are. Children are matched by id, else by position and tag.
export function morph(from, to) {
  morphAttributes(from, to);
  if (from.hasAttribute("data-keep")) return; // The element's own module looks after what is inside.
  let old = from.firstChild;
  for (const fresh of [...to.childNodes]) {
    const match = partner(old, fresh, from);
    if (!match) {
      from.insertBefore(fresh, old);
      continue;
    }
    if (match !== old) from.insertBefore(match, old);
    else old = old.nextSibling;
    if (match.nodeType === Node.ELEMENT_NODE) morph(match, fresh);
    else if (match.data !== fresh.data) match.data = fresh.data;
  }
  while (old) {
    const next = old.nextSibling;
    old.remove();
    old = next;
  }
}

function partner(old, fresh, parent) {
  if (fresh.id) {
    const same = [...parent.children].find(child => child.id === fresh.id);
    if (same) return same;
  }
  return old && !old.id && !fresh.id && old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName ? old : null;
}

function morphAttributes(from, to) {
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !kept(name) && name !== "tabindex") from.removeAttribute(name); // A module says where Tab stops.
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value && !kept(name)) from.setAttribute(name, value);
  }
}

// What the person or a module has set since: not the server's to change.
const kept = name => name === "open" || name === "aria-pressed" || name === "data-failed" || name.startsWith("data-live-");

// Elements are built here and nowhere else. Text comes from devices that nobody has authenticated: it becomes text nodes
// and attributes of a known kind, and is never read as markup.

const svgNamespace = "http://www.w3.org/2000/svg";

/**
 * Builds an HTML element: `h("p", {class: "quiet"}, "text", child)`.
 * Properties are attributes; besides them `on` (listeners by event) and `key` (who it is among its siblings).
 */
export function h(tag, properties, ...children) {
  return build(document.createElement(tag), properties, children);
}

/** The same for SVG. */
export function svg(tag, properties, ...children) {
  return build(document.createElementNS(svgNamespace, tag), properties, children);
}

function build(node, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") listen(node, value);
    else if (name === "key") node.dataset.key = value;
    else setAttribute(node, name, value);
  }
  append(node, children);
  return node;
}

function setAttribute(node, name, value) {
  if (name.startsWith("on") || name === "style" || name === "srcdoc") throw new Error(`${name} is not set here`);
  // Links lead within the console: no text can become an address of its own.
  if (name === "href" && !String(value).startsWith("#")) throw new Error("a link leads out of the console");
  node.setAttribute(name, value === true ? "" : value);
  if (name === "value" && "value" in node) node.value = value;
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
}

/** Listeners are looked up when the event comes, so that `patch` can put newer ones in their place. */
function listen(node, handlers) {
  node.handlers ??= {};
  for (const [type, handler] of Object.entries(handlers)) {
    if (!(type in node.handlers)) node.addEventListener(type, dispatch);
    node.handlers[type] = handler;
  }
}

function dispatch(event) {
  return event.currentTarget.handlers?.[event.type]?.(event);
}

/** Makes the children of a node equal to those given, and leaves alone what is equal: focus, selection and scrolling stay. */
export function show(parent, ...children) {
  const wanted = document.createDocumentFragment();
  append(wanted, children);
  patchChildren(parent, wanted);
}

function patch(live, wanted) {
  if (live.nodeType === Node.TEXT_NODE) {
    if (live.data !== wanted.data) live.data = wanted.data;
    return;
  }
  for (const { name } of [...live.attributes]) {
    if (!wanted.hasAttribute(name) && !isUsers(live, name)) live.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (live.getAttribute(name) !== value && !isUsers(live, name)) live.setAttribute(name, value);
  }
  if (live.handlers) for (const type of Object.keys(live.handlers)) live.handlers[type] = wanted.handlers?.[type];
  if (wanted.handlers) listen(live, wanted.handlers);
  // What somebody types stays; so does what is chosen from equal options.
  if (live.nodeName === "TEXTAREA") return;
  patchChildren(live, wanted);
}

/** What belongs to the user of a page and not to its data. */
function isUsers(node, attribute) {
  switch (node.nodeName) {
    case "DETAILS":
    case "DIALOG":
      return attribute === "open";
    case "INPUT":
      return attribute === "value" || attribute === "checked";
    case "OPTION":
      return attribute === "selected";
    case "BUTTON": // It waits for what it began.
      return node.hasAttribute("aria-busy") && (attribute === "disabled" || attribute === "aria-busy");
    default:
      return false;
  }
}

function patchChildren(live, wanted) {
  const keyed = new Map();
  for (const child of live.children) if (child.dataset.key !== undefined) keyed.set(child.dataset.key, child);
  let place = live.firstChild;
  for (const next of [...wanted.childNodes]) {
    const match = counterpart(next, place, keyed);
    if (!match) {
      live.insertBefore(next, place);
      continue;
    }
    if (match === place) place = place.nextSibling;
    else live.insertBefore(match, place);
    patch(match, next);
  }
  while (place) {
    const rest = place.nextSibling;
    place.remove();
    place = rest;
  }
}

function counterpart(next, place, keyed) {
  const key = next.dataset?.key;
  const match = key === undefined ? place : keyed.get(key);
  if (!match || match.nodeType !== next.nodeType || match.nodeName !== next.nodeName) return null;
  return match.dataset?.key === key ? match : null;
}

// Parts that pages are made of.

import { part, Problem } from "./api.js";
import { h } from "./dom.js";
import { exact, number, relative } from "./format.js";
import { session } from "./session.js";

/** States of devices in the order of their life, each with what it means. */
export const states = {
  discovered: "said hello, and nobody has looked yet",
  waiting: "waits for its time, for inventory or for its next hello",
  provisioning: "a worker talks to it now",
  provisioned: "set up, and its new password was proved",
  parked: "stands still until somebody helps",
  silent: "says hello no more",
};

/** A state in words and colour. `kind` chooses the colour; both say the same. */
export function badge(text, kind = text) {
  return h("span", { class: `badge ${tone(kind)}` }, text);
}

const tones = {
  discovered: "neutral", waiting: "warm", provisioning: "busy", provisioned: "good", parked: "bad", silent: "violet",
  alive: "good", left: "faint", good: "good", lost: "bad", done: "good", failed: "bad", unchanged: "neutral", held: "warm", failing: "bad",
  syncing: "busy", ordered: "busy", push: "neutral", disabled: "faint", unreadable: "bad", applied: "good",
  "not-applicable": "faint", error: "bad", warning: "warm", note: "neutral", info: "neutral", yes: "good", likely: "good",
  "needs-root": "warm", no: "bad", unknown: "faint", available: "good", "in-use": "busy", replaced: "faint",
  current: "good", pending: "warm", superseded: "faint", low: "faint", medium: "warm", high: "good", verified: "good", forgotten: "faint", ending: "warm", ended: "bad", recovered: "good", joined: "good", changed: "busy", closed: "bad",
  hour: "warm", day: "busy", later: "good", intent: "busy", outcome: "neutral", settled: "neutral", hello: "neutral",
};

export const tone = (kind) => tones[kind] ?? "neutral";

/** A moment: how far it is, and exactly when on hover. A clock keeps it true. */
export function moment(value, none = "–") {
  if (!value) return h("span", { class: "quiet" }, none);
  return h("time", { datetime: value, title: exact(value), "data-relative": true }, relative(value));
}

/** A button that shows its text; `copied` is what a reader of the screen hears. */
export function copyButton(text, what = "Copy") {
  const copy = async (event) => {
    const button = event.currentTarget;
    button.dataset.copied = (await writeClipboard(text)) ? "yes" : "no";
    button.textContent = button.dataset.copied === "yes" ? "Copied" : "Not allowed";
    setTimeout(() => {
      button.textContent = "Copy";
      delete button.dataset.copied;
    }, 1_500);
  };
  return h("button", { type: "button", class: "small copy", "aria-label": what, on: { click: copy } }, "Copy");
}

async function writeClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text); // A page without TLS has no clipboard of its own.
  }
}

function copyBySelection(text) {
  const field = h("textarea", { class: "offstage", "aria-hidden": "true" }, text);
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

/** A command to paste into a terminal. */
export function command(text) {
  return h("div", { class: "command" }, h("code", null, text), copyButton(text, `Copy the command ${text}`));
}

/** A text in which every character counts, such as a UUID. */
export const mono = (text) => h("span", { class: "mono" }, text ?? "–");

/** A part of a page under a heading of its own. */
export function panel(title, properties, ...children) {
  const { tools, class: kind = "", note, ...rest } = properties ?? {};
  return h("section", { class: `panel ${kind}`, "aria-label": title, ...rest },
    h("header", { class: "panel-head" }, h("h2", null, title), note ? h("p", { class: "quiet" }, note) : null,
      tools ? h("div", { class: "tools" }, tools) : null),
    h("div", { class: "panel-body" }, children));
}

/** The head of a page. */
export function pageHead(title, { note, tools, trail } = {}) {
  return h("div", { class: "page-head" },
    h("div", { class: "page-title" },
      trail ? h("p", { class: "trail" }, h("a", { href: trail[0] }, trail[1])) : null,
      h("h1", { tabindex: "-1" }, title), note ? h("p", { class: "quiet" }, note) : null),
    tools ? h("div", { class: "tools" }, tools) : null);
}

export const empty = (text, more) => h("div", { class: "empty" }, h("p", null, text), more ?? null);

export const loading = (text = "Loading …") => h("p", { class: "loading", role: "status" }, text);

/** A refusal: what the server said of it, and what helps where this page knows. */
export function problemNote(problem) {
  if (problem.isMissing) {
    return h("div", { class: "note faint" }, h("strong", null, "Not available"),
      h("p", null, "This server does not offer it."));
  }
  if (problem.isForbidden) {
    return h("div", { class: "note warm" }, h("strong", null, "Not allowed"), h("p", null, problem.message));
  }
  return h("div", { class: "note bad", role: "alert" }, h("strong", null, problem.title || "It failed"),
    h("p", null, problem.message),
    problem.field ? h("p", null, "Field: ", h("code", null, problem.field)) : null,
    faultList(problem.faults),
    problem.request ? h("p", { class: "quiet" }, "Request ", mono(problem.request)) : null);
}

/** What is wrong with a document, each with its place. */
export function faultList(faults) {
  if (!faults || faults.length === 0) return null;
  return h("ul", { class: "faults" }, faults.map((fault) => h("li", null,
    h("code", null, fault.path || "document"), " ", fault.text, " ",
    fault.code ? h("span", { class: "quiet" }, `(${fault.code})`) : null)));
}

/** What the server would answer to this token: it need not be asked. */
export const denied = (...roles) => ({
  problem: new Problem(403, { title: "Not allowed", detail: `It takes one of the roles: ${roles.join(", ")}.` }),
});

/** Shows `{data}` by `render`, `{problem}` as it is, and nothing yet as loading. */
export function answered(answer, render) {
  if (!answer) return loading();
  return answer.problem ? problemNote(answer.problem) : render(answer.data);
}

/**
 * A table. `columns` are `{title, cell(row), class}`; on a narrow screen each row becomes a card.
 * `reserve` and `kind` name styles that keep its size while its rows change.
 */
export function table(label, columns, rows, { key, none = "Nothing here.", reserve, kind } = {}) {
  if (rows.length === 0) return h("div", { class: reserve ? `reserve-${reserve}` : "" }, empty(none));
  return h("div", { class: `table-frame ${reserve ? `reserve-${reserve}` : ""}` },
    h("table", { "aria-label": label, class: kind },
      h("thead", null, h("tr", null, columns.map((column) =>
        h("th", { scope: "col", class: column.class }, column.title)))),
      h("tbody", null, rows.map((row) => h("tr", { key: key?.(row) }, columns.map((column) =>
        h("td", { class: column.class, "data-label": column.title }, column.cell(row))))))));
}

/** Facts as pairs of name and value. */
export function facts(pairs) {
  return h("dl", { class: "facts" }, pairs.filter(Boolean).map(([name, value]) =>
    h("div", null, h("dt", null, name), h("dd", null, value ?? "–"))));
}

/** A button that does something on the server: it waits, says how it went, and says who may where this token may not. */
export function action(text, { roles = [], run, kind = "", label, disabled } = {}) {
  if (!session.may(...roles) && roles.length > 0) {
    return h("span", { class: "denied" },
      h("button", { type: "button", class: kind, disabled: true, "aria-label": label }, text),
      h("span", { class: "quiet" }, `takes ${roles.join(" or ")}`));
  }
  const click = async (event) => {
    const button = event.currentTarget;
    button.setAttribute("aria-busy", "true");
    button.disabled = true;
    try {
      await run();
    } finally {
      button.removeAttribute("aria-busy");
      button.disabled = false;
    }
  };
  return h("button", { type: "button", class: kind, "aria-label": label, disabled, on: { click } }, text);
}

/** A labelled field. */
export function field(label, control, hint) {
  return h("label", { class: "field" }, h("span", null, label), control, hint ? h("small", null, hint) : null);
}

/** Asks before something cannot be taken back. */
export function confirmed(question, verb) {
  return new Promise((resolve) => {
    const dialog = h("dialog", { class: "dialog", on: { close: () => finish(dialog.returnValue === "yes") } },
      h("p", null, question),
      h("div", { class: "tools" },
        h("button", { type: "button", on: { click: () => dialog.close("no") } }, "Leave it"),
        h("button", { type: "button", class: "danger", on: { click: () => dialog.close("yes") } }, verb)));
    const finish = (answer) => {
      dialog.remove();
      resolve(answer);
    };
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Says something in the corner for a while. */
export function notice(text, kind = "good") {
  const note = h("p", { class: `notice ${kind}` }, text);
  document.getElementById("notices").append(note);
  setTimeout(() => note.remove(), 6_000);
}

/** A certificate for provisioning that ends sooner wants attention; the log warns from then on, too. */
const nearEndDays = 90;

/** Days in words, and a colour for what is near. */
export function daysLeft(days) {
  if (days < 0) return badge("has ended", "failed");
  return badge(`${number(days)} days`, days < nearEndDays ? "warning" : "yes");
}

/** A form that leads to the page of something new, below a place such as `#/profiles`. */
export function nameForm(id, place, verb) {
  const begin = (event) => {
    event.preventDefault();
    location.hash = `${place}/${part(document.getElementById(id).value.trim())}`;
  };
  return h("form", { class: "row", on: { submit: begin } },
    field("Name", h("input", {
      id, required: true, maxlength: "63", pattern: "[a-z0-9._\\-]+", autocomplete: "off",
      title: "a to z, 0 to 9, dot, dash and underscore",
    })), h("button", { type: "submit", class: "primary" }, verb));
}

/** A field for a UUID with what is wrong with it; pages that try something on a device have one. */
export const deviceField = (id, value) => field("Device", h("input", {
  id, class: "mono", value, placeholder: "UUID of a device", autocomplete: "off", spellcheck: "false", required: true,
  pattern: "[0-9a-fA-F\\-]{32,36}", title: "A UUID: 32 hexadecimal digits, usually with dashes",
}));

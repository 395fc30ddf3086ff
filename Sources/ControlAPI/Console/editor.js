// An editor of a document with versions: profile, policy, source or webhook. It is judged while one types, saved over the version
// that was read and no other, and its versions can be compared.

import { attempt, get, post, withQuery } from "./api.js";
import { differenceView } from "./difference.js";
import { h } from "./dom.js";
import { pretty } from "./format.js";
import { action, answered, empty, faultList, moment, notice, panel, problemNote } from "./parts.js";

/** So long after the last key a document is judged. */
const judgeMilliseconds = 500;

/**
 * @param context of the page.
 * @param options `id`, `what` (it is called), `validatePath` (without one it is judged when it is saved), `rows`, `roles` that may save,
 *   `save(text, version)` → answer,
 *   `whenSaved(answer)`, `tools(editor)`: further buttons, `parameters()` of the validation.
 */
export function documentEditor(context, options) {
  let original = "";
  let text = null;
  let version = 0;
  let verdict = null;
  let timer = null;
  let count = 0;

  const editor = {
    get text() {
      return text ?? "";
    },

    get isChanged() {
      return text !== null && text !== original;
    },

    /** Takes what the server holds. What somebody has begun to write is not written over. */
    take(document, newVersion) {
      if (editor.isChanged) return;
      version = newVersion;
      original = pretty(document);
      editor.put(original, false);
    },

    /** Puts a text into the field. */
    put(newText, isJudged = true) {
      text = newText;
      const field = window.document.getElementById(options.id);
      if (field && field.value !== text) field.value = text;
      if (isJudged) judgeSoon(0);
    },

    judgeNow: () => judgeSoon(0),

    render() {
      return panel("Document", { tools: [options.tools?.(editor), save(), undo()], class: "editor" },
        h("textarea", {
          id: options.id, class: "code", spellcheck: "false", autocomplete: "off", rows: String(options.rows ?? 22),
          "aria-label": `${options.what} as JSON`, on: { input: (event) => typed(event.target.value) },
        }, text ?? ""),
        h("div", { class: "verdict", role: "status" }, verdictView()));
    },
  };

  function typed(newText) {
    text = newText;
    judgeSoon(judgeMilliseconds);
    context.paint();
  }

  function judgeSoon(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(judge, milliseconds);
  }

  async function judge() {
    count += 1;
    const mine = count;
    const fault = notJSON(text);
    const answer = fault ? { fault } : options.validatePath ? await asked() : { unasked: true };
    if (mine !== count || answer === null) return;
    verdict = answer.unasked ? null : answer;
    context.paint();
  }

  const asked = () => attempt(post(withQuery(options.validatePath, options.parameters?.() ?? {}), text, { signal: context.signal }))
    .catch(() => null);

  function verdictView() {
    if (!verdict) {
      return h("p", { class: "quiet" },
        options.validatePath ? "It is judged while you write; nothing is kept until you save." : "It is judged when you save it.");
    }
    if (verdict.fault) return h("div", { class: "note bad" }, h("strong", null, "Not JSON yet"), h("p", null, verdict.fault));
    if (verdict.problem) return problemNote(verdict.problem);
    const { changes, warnings } = verdict.data;
    return [
      h("p", { class: "note good" }, h("strong", null, "Valid"), " ",
        changes.length === 0 ? "and equal to the newest version." : `It would change ${changes.length} value${changes.length === 1 ? "" : "s"}:`),
      changes.length > 0 ? h("ul", { class: "changes" }, changes.slice(0, 40).map(changeLine)) : null,
      warnings.length > 0 ? h("div", { class: "note warm" }, h("strong", null, "Worth knowing"), faultList(warnings)) : null,
    ];
  }

  const save = () => action("Save", {
    kind: "primary", roles: options.roles, disabled: !editor.isChanged,
    run: async () => {
      const sent = text;
      const answer = await attempt(options.save(sent, version));
      if (answer.problem) {
        verdict = answer;
        context.paint();
        return;
      }
      // What was typed meanwhile is not saved yet.
      original = sent;
      version = answer.data.version;
      notice(answer.data.changed ? `Saved as version ${version}` : "Nothing was different");
      await options.whenSaved?.(answer.data);
      if (options.validatePath) judgeSoon(0);
      else verdict = { data: { changes: [], warnings: answer.data.warnings } };
      await context.refresh();
    },
  });

  const undo = () => h("button", {
    type: "button", disabled: !editor.isChanged, on: { click: () => { editor.put(original); context.paint(); } },
  }, "Undo");

  context.signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  return editor;
}

function changeLine(change) {
  return h("li", null, h("code", null, change.path), " ", h("del", null, shown(change.from)), " → ",
    h("ins", null, shown(change.to)));
}

const shown = (value) => (value === null ? "nothing" : typeof value === "string" ? value : JSON.stringify(value));

function notJSON(text) {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error.message;
  }
}

/** For saving over the version that was read, or as the first one. */
export const ifVersion = (version) => (version > 0 ? { "If-Match": `"${version}"` } : { "If-None-Match": "*" });

/**
 * The versions of a document with a comparison of two of them.
 * @param options `historyPath`, `versionPath(number)`.
 */
export function versionList(context, options) {
  let history = null;
  /** Pages of versions that are shown. */
  let pages = 1;
  let chosen = null;
  let difference = null;

  async function compare(first, second) {
    chosen = [first, second];
    difference = null;
    context.paint();
    const asked = chosen;
    const read = (number) => get(options.versionPath(number), { signal: context.signal });
    const answer = await attempt(Promise.all([read(first), read(second)]));
    if (asked !== chosen) return;
    difference = answer;
    context.paint();
  }

  async function read(count) {
    const versions = [];
    let cursor = null;
    do {
      const page = await get(withQuery(options.historyPath, { cursor }), { signal: context.signal });
      versions.push(...page.versions);
      cursor = page.nextCursor;
    } while (cursor && (count -= 1) > 0);
    return { versions, nextCursor: cursor };
  }

  async function load() {
    history = await attempt(read(pages));
  }

  async function older() {
    pages += 1;
    await load();
    context.paint();
  }

  return {
    load,

    render: () => panel("Versions", { class: "versions" },
      answered(history, ({ versions, nextCursor }) => versions.length === 0 ? empty("Nothing was kept yet.") : [
        h("ol", { class: "lines" }, versions.map((one, place) => h("li", { key: one.version },
          h("strong", null, `Version ${one.version}`), h("span", { class: "quiet" }, " by ", one.author ?? "–", ", "),
          moment(one.createdAt),
          place + 1 < versions.length
            ? h("button", {
              type: "button", class: "small", "aria-pressed": chosen?.[1] === one.version ? "true" : "false",
              on: { click: () => compare(versions[place + 1].version, one.version) },
            }, `What changed since ${versions[place + 1].version}`) : null))),
        nextCursor ? h("p", null, h("button", { type: "button", class: "small", on: { click: older } }, "Older versions")) : null,
        chosen ? h("div", null, h("h3", null, `From version ${chosen[0]} to ${chosen[1]}`),
          answered(difference, ([first, second]) => differenceView(pretty(first.document), pretty(second.document)))) : null,
      ])),
  };
}

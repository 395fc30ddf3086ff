// The assignment policy: which device gets which profile, and what a change of it would do.

import { attempt, get, post, put, withQuery } from "../api.js";
import { h } from "../dom.js";
import { documentEditor, ifVersion, versionList } from "../editor.js";
import { counted, number } from "../format.js";
import { action, answered, badge, empty, pageHead, panel, table } from "../parts.js";

const path = "/v1/policies/assignment";

export default function policy(context) {
  let run = null;
  let isAsked = false;

  const editor = documentEditor(context, {
    id: "policy-document", what: "Policy", validatePath: `${path}/validate`, roles: ["profile-admin"],
    save: (text, version) => put(path, text, { headers: ifVersion(version) }),
    whenSaved: () => versions.load(),
    tools: () => action("Dry run", { run: tryIt }),
  });
  const versions = versionList(context, {
    historyPath: `${path}/history`, versionPath: (version) => withQuery(path, { version }),
  });

  async function load() {
    const [kept] = await Promise.all([get(path, { signal: context.signal }), versions.load()]);
    editor.take(kept.document, kept.version);
    return kept;
  }

  async function tryIt() {
    isAsked = true;
    run = null;
    context.paint();
    run = await attempt(post(`${path}/dry-run`, editor.text, { signal: context.signal }));
    context.paint();
  }

  const render = (kept) => [
    pageHead("Policy", {
      note: kept.version === 0 ? "The standard one, until one is kept." : `Version ${kept.version}, by ${kept.author}.`,
      tools: kept.document.enabled === false ? badge("switched off", "failed") : badge("in force", "yes"),
    }),
    panel("Rules in force", { note: "The first that fits decides; then what a source names; then the default." }, rules(kept.document)),
    editor.render(),
    isAsked ? panel("Dry run", { note: "What the document above would change. Nothing is kept and no device is called." },
      answered(run, runView)) : null,
    versions.render(),
  ];

  return { title: "Policy", load, render, wants: (event) => event.type === "policy.changed" };
}

function rules(document) {
  const list = Array.isArray(document.rules) ? document.rules : [];
  return [
    list.length === 0 ? empty("There is no rule.") : table("Rules", [
      { title: "Rule", cell: (rule) => h("strong", null, rule.name ?? "–") },
      { title: "When", class: "wide", cell: (rule) => conditions(rule.when) },
      { title: "Profile", cell: (rule) => h("a", { href: `#/profiles/${encodeURIComponent(rule.profile)}` }, rule.profile) },
    ], list, { key: (rule) => rule.name }),
    h("p", null, "Default: ", h("strong", null, document.defaultProfile === undefined ? "default" : document.defaultProfile ?? "none")),
  ];
}

const conditions = (when) => Object.entries(when ?? {}).map(([name, value]) => h("span", { class: "condition" },
  `${name}: `, h("code", null, Array.isArray(value) ? value.join(", ") : typeof value === "string" ? value : JSON.stringify(value))));

function runView(run) {
  const moves = run.moves.filter((move) => move.changes);
  return [
    h("p", null, `${counted(run.devices, "device")} looked at`, run.complete ? "" : " (there are more)",
      `, ${number(run.unnamed)} without a name in inventory, ${number(run.neverCalled)} known from inventory alone.`),
    moves.length === 0 ? h("p", { class: "note good" }, h("strong", null, "No device would get another profile.")) : table("What would change", [
      { title: "From", cell: (move) => move.from ?? "none" },
      { title: "To", cell: (move) => (move.to.kind === "profile" ? h("strong", null, move.to.profile) : [badge(move.to.kind, "warning"), " ", move.to.profile ?? ""]) },
      { title: "Devices", class: "count", cell: (move) => number(move.count) },
      { title: "Such as", class: "wide", cell: (move) => move.examples.map((one) => h("a", { class: "example", href: `#/devices/${one.uuid}`, title: one.origin }, one.fqdn)) },
    ], moves),
    h("p", { class: "quiet" }, "Decided by: ", run.decided.map((one) => `${one.origin} (${number(one.count)})`).join(", ") || "nothing"),
  ];
}

// The audit log: who ordered what, and who was shown what.

import { attempt, get, withQuery } from "../api.js";
import { h } from "../dom.js";
import { exact } from "../format.js";
import { answered, badge, denied, field, pageHead, panel, table } from "../parts.js";
import { session } from "../session.js";

const pageLength = 100;
const typingMilliseconds = 350;

export default function audit(context) {
  const chosen = { caller: context.query.get("caller") ?? "", subject: context.query.get("subject") ?? "" };
  const after = context.query.get("after") ?? "";
  let typing = null;

  const load = async () => (session.may("auditor")
    ? attempt(get(withQuery("/v1/audit", { ...chosen, after, limit: pageLength }), { signal: context.signal })) : denied("auditor"));

  function filter(name, value) {
    chosen[name] = value;
    history.replaceState(null, "", withQuery("#/audit", chosen));
    clearTimeout(typing);
    typing = setTimeout(context.refresh, typingMilliseconds);
  }

  const render = (answer) => [
    pageHead("Audit log", { note: "Each order and each secret that was shown, written down before it was done. provisionctl audit verify follows its hashes." }),
    h("form", { class: "filters", role: "search", on: { submit: (event) => event.preventDefault() } },
      input("caller", "Caller", "Name of a token"), input("subject", "Subject", "UUID or name")),
    panel("Entries", { note: "The oldest first." }, answered(answer, listView)),
  ];

  const input = (name, title, hint) => field(title, h("input", {
    name, type: "search", value: chosen[name], placeholder: hint, autocomplete: "off", spellcheck: "false",
    on: { input: (event) => filter(name, event.target.value.trim()) },
  }));

  const listView = ({ entries, nextAfter }) => [
    table("Audit log", [
      { title: "No.", class: "count", cell: (entry) => String(entry.number) },
      { title: "At", class: "mono", cell: (entry) => h("time", { datetime: entry.at, title: exact(entry.at) }, entry.at.slice(0, 19).replace("T", " ")) },
      { title: "Caller", cell: (entry) => h("strong", null, entry.caller) },
      { title: "Act", class: "wide", cell: (entry) => h("code", null, entry.action) },
      { title: "Subject", class: "mono wide", cell: (entry) => entry.subject || "–" },
      { title: "Ended", cell: (entry) => (entry.status === null ? "–" : badge(String(entry.status), "failed")) },
      { title: "From", class: "mono", cell: (entry) => entry.address },
      { title: "Node", cell: (entry) => entry.node },
    ], entries, { key: (entry) => entry.number, none: "Nothing is written here." }),
    h("nav", { class: "pages", "aria-label": "Pages of the log" },
      after ? h("a", { href: withQuery("#/audit", chosen) }, "First page") : null,
      nextAfter ? h("a", { href: withQuery("#/audit", { ...chosen, after: nextAfter }) }, "Next page") : null),
  ];

  return { title: "Audit log", load, render };
}

// Pre-shared keys, and the keys that seal what the database holds.

import { attempt, get, post, withQuery } from "../api.js";
import { h } from "../dom.js";
import { counted, number } from "../format.js";
import { action, answered, badge, denied, field, moment, notice, pageHead, panel, problemNote, table } from "../parts.js";
import { session } from "../session.js";

const pageLength = 50;
const keysPerCallMax = 1_000;

export default function keys(context) {
  const state = context.query.get("state") ?? "";
  const cursor = context.query.get("cursor");
  let imported = null;
  let made = null;

  async function load() {
    const ask = (path) => attempt(get(path, { signal: context.signal }));
    const [list, sealing] = await Promise.all([
      ask(withQuery("/v1/psk-keys", { state, cursor, limit: pageLength })),
      session.may("trust-admin", "auditor") ? ask("/v1/secrets/keys") : denied("trust-admin", "auditor")]);
    return { list, sealing };
  }

  async function generate() {
    made = await attempt(post("/v1/psk-keys/generation", { count: Number(document.getElementById("key-count").value) }));
    if (made.data) notice(`${counted(made.data.pids.length, "key")} made`);
    await context.refresh();
  }

  /** Lines `PID PPS`, with blanks, commas or semicolons between. */
  async function bringIn() {
    const area = document.getElementById("key-lines");
    const lines = area.value.split("\n").map((line) => line.trim()).filter(Boolean);
    if (lines.length === 0) return;
    if (lines.length > keysPerCallMax) return notice(`At most ${number(keysPerCallMax)} at a time`, "bad");
    const brought = lines.map((line) => line.split(/[\s,;]+/)).map(([pid, pps]) => ({ pid, pps: pps ?? "" }));
    imported = await attempt(post("/v1/psk-keys", { keys: brought }));
    if (imported.data) area.value = "";
    await context.refresh();
  }

  const render = ({ list, sealing }) => [
    pageHead("Keys", { note: "A pre-shared key opens one device with AMT up to 10. A PPS is never shown here." }),
    panel("Pre-shared keys", { tools: stateLinks() }, answered(list, listView)),
    h("div", { class: "columns two" },
      panel("Make fresh ones", null, h("div", { class: "row" },
        field("How many", h("input", { id: "key-count", type: "number", min: "1", max: String(keysPerCallMax), value: "10" })),
        action("Make", { roles: ["trust-admin"], run: generate })),
      made?.problem ? problemNote(made.problem) : null,
      h("p", { class: "quiet" }, "They are given out as text or as a setup.bin by ", h("code", null, "provisionctl psk export"), ".")),
      panel("Import", null,
        field("Lines of PID and PPS", h("textarea", { id: "key-lines", class: "code", rows: "4", spellcheck: "false", autocomplete: "off" })),
        action("Import", { roles: ["trust-admin"], run: bringIn }), imported ? importView() : null)),
    panel("Keys that seal the database", { note: "Which key seals how many records; an old one that seals none may go." },
      answered(sealing, sealingView)),
  ];

  const stateLinks = () => ["", "available", "in-use", "replaced"].map((one) =>
    h("a", { class: "button small", href: withQuery("#/keys", { state: one }), "aria-current": one === state ? "page" : null }, one || "all"));

  const listView = ({ keys, nextCursor }) => [
    table("Pre-shared keys", [
      { title: "PID", class: "mono", cell: (key) => key.pid },
      { title: "State", cell: (key) => badge(key.state) },
      { title: "Device", class: "mono", cell: (key) => (key.device ? h("a", { href: `#/devices/${key.device}` }, key.device) : "–") },
      { title: "Since", class: "when", cell: (key) => moment(key.since) },
      { title: "Made", class: "when", cell: (key) => moment(key.createdAt) },
      { title: "Given out", class: "when", cell: (key) => moment(key.exportedAt, "never") },
    ], keys, { key: (key) => key.pid, none: "There is none." }),
    nextCursor ? h("nav", { class: "pages", "aria-label": "Further keys" },
      h("a", { href: withQuery("#/keys", { state, cursor: nextCursor }) }, "Next page")) : null,
  ];

  function importView() {
    if (imported.problem) return problemNote(imported.problem);
    const { data } = imported;
    const faulty = data.results.map((result, place) => ({ ...result, line: place + 1 })).filter((result) => result.result === "faulty");
    return h("div", { class: `note ${faulty.length > 0 ? "warm" : "good"}`, role: "status" },
      h("strong", null, `${number(data.imported)} imported, ${number(data.known)} known`),
      faulty.length > 0 ? h("ul", null, faulty.slice(0, 20).map((one) => h("li", null, `Line ${one.line}: ${one.reason} (${one.field})`))) : null);
  }

  return { title: "Keys", load, render };
}

const sealingView = (data) => [
  h("p", null, data.remaining === 0 ? "Everything is under the current key." : `${counted(data.remaining, "record")} not under the current key yet.`),
  table("Keys that seal", [
    { title: "Key", class: "mono", cell: (key) => key.key },
    { title: "State", cell: (key) => badge(key.state, key.state === "missing" ? "failed" : key.state === "older" ? "warning" : "current") },
    { title: "Records", class: "count", cell: (key) => number(key.total) },
    { title: "Of which", class: "wide", cell: (key) => Object.entries(key.records).filter(([, count]) => count > 0)
      .map(([kind, count]) => `${number(count)} ${kind}`).join(", ") || "none" },
  ], data.keys, { key: (key) => key.key }),
];

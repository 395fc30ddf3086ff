// One source of inventory: how it stands, its document, and what its first pages say.

import { attempt, get, part, post, put, remove, withQuery } from "../api.js";
import { h } from "../dom.js";
import { documentEditor, ifVersion } from "../editor.js";
import { bytes, counted, number } from "../format.js";
import { action, answered, badge, confirmed, facts, moment, notice, pageHead, panel, table } from "../parts.js";
import { phaseKind } from "./sources.js";

export default function source(context) {
  const { name } = context.parameters;
  const path = `/v1/sources/${part(name)}`;
  let tested = null;
  let isAsked = false;

  const editor = documentEditor(context, {
    id: "source-document", what: "Source", validatePath: "/v1/sources/validate", roles: ["trust-admin"],
    save: (text, version) => put(path, text, { headers: ifVersion(version) }),
    tools: () => action("Test", { roles: ["trust-admin"], run: test }),
  });

  async function load() {
    const kept = await attempt(get(path, { signal: context.signal }));
    if (kept.data) editor.take(kept.data.document, kept.data.version);
    else if (kept.problem.code === "source-unknown") editor.take({ name, kind: "csv", feeds: [] }, 0);
    else throw kept.problem;
    return kept.data ?? null;
  }

  async function test() {
    isAsked = true;
    tested = null;
    context.paint();
    tested = await attempt(post(`${path}/test`, editor.text, { signal: context.signal }));
    context.paint();
  }

  const order = (text, verb, said, parameters = {}) => action(text, {
    roles: ["operator"], run: async () => {
      const { problem } = await attempt(post(withQuery(`${path}/${verb}`, parameters)));
      notice(problem ? problem.message : said, problem ? "bad" : "good");
      await context.refresh();
    },
  });

  async function forget() {
    if (!(await confirmed(`The source ${name} is removed, and its records go with it.`, "Remove it"))) return;
    const { problem } = await attempt(remove(path));
    if (problem) return notice(problem.message, "bad");
    notice("The source is removed");
    location.hash = "#/sources";
  }

  const render = (kept) => [
    pageHead(name, {
      trail: ["#/sources", "Sources"],
      note: kept ? [badge(kept.phase, phaseKind(kept.phase)), ` version ${kept.version}, by ${kept.author}`] : "Not kept yet: this is where it begins.",
      tools: kept ? [
        kept.phase === "push" ? null : order("Sync", "sync", "It is read at once"),
        kept.phase === "push" ? null : order("Sync all of it", "sync", "All of it is read at once", { whole: true }),
        kept.phase === "held" ? order("Accept that it shrinks", "accept", "Its records may go") : null,
        action("Remove", { roles: ["trust-admin"], kind: "danger", run: forget }),
      ] : null,
    }),
    kept ? panel("How it stands", null, standing(kept)) : null,
    editor.render(),
    isAsked ? panel("Test", { note: "The first page of each feed, read now. Nothing is kept." }, answered(tested, testView)) : null,
  ];

  return {
    title: name, load, render, wants: (event) => event.type.startsWith("source.") && event.subject === name,
  };
}

function standing(kept) {
  const { sync } = kept;
  return [
    kept.error ? h("div", { class: "note bad", role: "alert" }, h("strong", null, kept.error.code), h("p", null, kept.error.detail)) : null,
    facts([
      ["Kind", kept.kind ?? "–"], ["Records", number(kept.records)], ["Vanished", number(kept.vanished)],
      ["Read", moment(kept.syncedAt, "never")], ["All of it", moment(kept.wholeSyncedAt, "never")],
      ["Next", moment(kept.nextDueAt)], ["Failures in a row", number(kept.failures)],
    ]),
    sync ? [h("h3", null, sync.endedAt ? "The last sync" : "The sync that runs"), facts([
      ["Outcome", sync.outcome ? badge(sync.outcome) : badge("under way", "syncing")], ["Began", moment(sync.startedAt)],
      ["Pages", number(sync.pages)], ["Records", number(sync.records)], ["Changed", number(sync.changed)],
      ["Missing", number(sync.missing)], ["Faults", number(sync.faults)], ["Read", bytes(sync.bytes)],
      ["A second", sync.recordsPerSecond === null ? "–" : counted(sync.recordsPerSecond, "record")],
    ]), sync.firstFaults.length > 0 ? h("ul", { class: "mono long" }, sync.firstFaults.map((fault) => h("li", null, fault))) : null] : null,
  ];
}

const testView = ({ feeds }) => feeds.map((feed) => h("div", { class: "feed-test" },
  h("h3", null, feed.part),
  feed.error ? h("div", { class: "note bad" }, h("strong", null, feed.error.code), h("p", null, feed.error.detail)) : null,
  h("p", { class: "quiet" }, `${counted(feed.recordsOnPage, "record")}, ${bytes(feed.bytes)}, ${feed.hasMore ? "more follow" : "no more follow"}`),
  table(`Records of ${feed.part}`, [
    { title: "UUID", class: "mono", cell: (record) => record.uuid ?? "–" }, { title: "Name", cell: (record) => record.fqdn ?? "–" },
    { title: "AMT", class: "mono", cell: (record) => record.amtVersion ?? "–" }, { title: "Resource", class: "mono", cell: (record) => record.resource },
    { title: "Reported", class: "when", cell: (record) => moment(record.reportedAt) },
  ], feed.records, { none: "No record." }),
  feed.faults.length > 0 ? h("ul", { class: "faults" }, feed.faults.map((fault) =>
    h("li", null, `Record ${fault.record}: ${fault.reason}`, fault.field ? ` (${fault.field})` : ""))) : null));

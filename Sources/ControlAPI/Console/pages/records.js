// A record is brought by hand: the name of a machine that no source knows.

import { attempt, get, part, post } from "../api.js";
import { h } from "../dom.js";
import { counted } from "../format.js";
import { answered, badge, denied, field, notice, pageHead, panel, problemNote } from "../parts.js";
import { session } from "../session.js";

const fields = {
  uuid: "UUID", fqdn: "Fully qualified name", amtVersion: "AMT version", profile: "Profile", site: "Site",
};

export default function records(context) {
  const wanted = context.query.get("uuid") ?? "";
  let answer = null;
  let brought = null;

  const load = () => attempt(get("/v1/sources", { signal: context.signal }));
  const text = (name) => document.getElementById(`record-${name}`).value.trim();

  async function bring(event) {
    event.preventDefault();
    const record = { reportedAt: new Date().toISOString() };
    for (const name of Object.keys(fields)) if (text(name) !== "") record[name] = text(name);
    answer = await attempt(post("/v1/inventory/records", { source: text("source"), records: [record] }));
    brought = record.uuid;
    if (answer.data) notice(answer.data.changed > 0 ? "The record is kept" : "The record was known");
    context.paint();
  }

  const render = (sources) => [
    pageHead("Records", {
      note: "Where nothing else knows a machine, it can be told here. A source that is trusted more is believed before it.",
    }),
    panel("Bring a record", null, answered(session.may("trust-admin", "agent") ? sources : denied("trust-admin", "agent"), form)),
    answer ? result() : null,
  ];

  const form = (data) => h("form", { class: "stack", on: { submit: bring } },
    h("div", { class: "grid" },
      input("uuid", { required: true, class: "mono", value: wanted, pattern: "[0-9a-fA-F\\-]{32,36}", title: "32 hexadecimal digits, usually with dashes" }),
      input("fqdn", { required: true, placeholder: "pc-7.corp.example" }, "Devices get this name, and their certificate."),
      input("amtVersion", { placeholder: "16.1.25" }), input("profile", {}), input("site", {}),
      field("Source", h("select", { id: "record-source" }, data.sources.filter((one) => one.phase === "push").map((one) =>
        h("option", { value: one.name }, one.name))), "Of the kind to which records are brought.")),
    h("div", { class: "tools" }, h("button", { type: "submit", class: "primary" }, "Keep the record")));

  const input = (name, properties, hint) => field(fields[name], h("input", {
    id: `record-${name}`, autocomplete: "off", spellcheck: "false", ...properties,
  }), hint ?? (properties.required ? null : "May be left out."));

  function result() {
    if (answer.problem) return problemNote(answer.problem);
    const refused = answer.data.results.filter((one) => !one.taken);
    return h("div", { class: `note ${refused.length > 0 ? "bad" : "good"}`, role: "status" },
      h("strong", null, refused.length > 0 ? "Not taken" : `${counted(answer.data.taken, "record")} taken`),
      refused.map((one) => h("p", null, badge(one.reason, "failed"), " ", one.field)),
      refused.length === 0 ? h("p", null, "A device that waited for its name is taken up without a new hello. ",
        h("a", { href: `#/devices/${part(brought)}` }, "To the device")) : null);
  }

  return { title: "Records", load, render, isStill: true };
}

// Sources of inventory: who tells the names of devices, and how fresh it is.

import { attempt, get, part } from "../api.js";
import { h } from "../dom.js";
import { number } from "../format.js";
import { answered, badge, moment, nameForm, pageHead, panel, table } from "../parts.js";
import { session } from "../session.js";

/** Waiting is how a source should be. */
export const phaseKind = (phase) => (phase === "waiting" ? "good" : phase);

export default function sources(context) {
  const load = () => attempt(get("/v1/sources", { signal: context.signal }));

  const render = (answer) => [
    pageHead("Sources", { note: "Who tells the names of devices. The one with the lowest trust number is believed." }),
    panel("Sources of inventory", null, answered(answer, ({ sources }) => table("Sources", [
      { title: "Source", cell: (one) => h("a", { href: `#/sources/${part(one.name)}` }, h("strong", null, one.name), h("small", null, one.kind ?? "")) },
      { title: "Phase", cell: (one) => badge(one.phase, phaseKind(one.phase)) },
      { title: "Records", class: "count", cell: (one) => number(one.records) },
      { title: "Read", class: "when", cell: (one) => moment(one.syncedAt, one.phase === "push" ? "is brought" : "never") },
      { title: "Next", class: "when", cell: (one) => moment(one.nextDueAt) },
      { title: "Error", class: "wide", cell: (one) => (one.error ? [h("code", null, one.error.code), " ", one.error.detail] : "–") },
    ], sources, { key: (one) => one.name, none: "There is none." }))),
    session.may("trust-admin") ? panel("A new one", null, nameForm("new-source", "#/sources", "Write it")) : null,
  ];

  return { title: "Sources", load, render, wants: (event) => event.type.startsWith("source.") };
}

// What was done to a device: its hellos, and each attempt with its steps, how long they took and what they came to.

import { h } from "./dom.js";
import { clock, duration } from "./format.js";
import { badge, moment } from "./parts.js";

/** Entries of the API in their order become hellos and attempts. */
export function groups(entries) {
  const found = [];
  for (const entry of entries) {
    if (entry.kind === "hello") {
      found.push({ kind: "hello", at: entry.at, detail: entry.detail });
      continue;
    }
    let last = found.at(-1);
    if (last?.kind !== "attempt" || last.lease !== entry.leaseGeneration) {
      last = { kind: "attempt", at: entry.at, attempt: entry.attempt, lease: entry.leaseGeneration, steps: [], end: null };
      found.push(last);
    }
    take(last, entry);
  }
  return found;
}

function take(attempt, entry) {
  if (entry.kind === "settled") {
    attempt.end = entry;
    return;
  }
  const open = attempt.steps.at(-1);
  if (entry.kind === "outcome" && open?.step === entry.step && open.endedAt === null) {
    Object.assign(open, { endedAt: entry.at, outcome: entry.outcome, detail: entry.detail ?? open.detail });
    return;
  }
  const isWhole = entry.kind === "outcome";
  attempt.steps.push({
    step: entry.step, startedAt: entry.at, endedAt: isWhole ? entry.at : null, outcome: entry.outcome, detail: entry.detail,
    isProbe: isWhole,
  });
}

/** In the order in which it happened: what comes new stands at the end, and nothing moves. */
export function timelineView(entries) {
  const all = groups(entries);
  const newest = all.findLast((group) => group.kind === "attempt");
  return h("ol", { class: "timeline" }, all.map((group) =>
    (group.kind === "hello" ? helloView(group) : attemptView(group, group === newest))));
}

const helloView = (hello) => h("li", { class: "hello", key: `hello-${hello.at}` },
  badge("hello"), h("span", { class: "grow" }, hello.detail), moment(hello.at));

function attemptView(attempt, isOpen) {
  const seconds = attempt.end ? (new Date(attempt.end.at) - new Date(attempt.at)) / 1000 : null;
  return h("li", { key: `attempt-${attempt.lease}` },
    h("details", { open: isOpen },
      h("summary", null,
        h("strong", null, attempt.attempt === null ? "Events" : `Attempt ${attempt.attempt}`),
        attempt.end ? badge(attempt.end.outcome) : badge("under way", "provisioning"),
        attempt.end?.detail ? h("code", null, attempt.end.detail) : null,
        h("span", { class: "quiet grow" }, seconds ? duration(seconds) : ""), moment(attempt.at)),
      attempt.steps.length === 0 ? null : h("div", { class: "table-frame" }, h("table", { class: "steps", "aria-label": `Steps of attempt ${attempt.attempt}` },
        h("thead", null, h("tr", null, ["At", "Step", "Took", "Outcome", "Detail"].map((title) => h("th", { scope: "col" }, title)))),
        h("tbody", null, attempt.steps.map(stepView))))));
}

function stepView(step) {
  const seconds = step.endedAt ? (new Date(step.endedAt) - new Date(step.startedAt)) / 1000 : null;
  const took = step.isProbe ? "–" : seconds === null ? "…" : duration(seconds);
  return h("tr", null,
    h("td", { class: "mono", "data-label": "At" }, clock(step.startedAt)),
    h("td", { "data-label": "Step" }, h("code", null, step.step ?? "–")),
    h("td", { class: "count", "data-label": "Took" }, took),
    h("td", { "data-label": "Outcome" }, step.outcome ? badge(step.outcome, step.outcome === "refused" ? "warning" : step.outcome) : "no answer yet"),
    h("td", { class: "detail", "data-label": "Detail" }, step.detail ?? "–"));
}

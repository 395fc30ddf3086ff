// What the cluster does by itself, and when it last did.

import { attempt, get } from "../api.js";
import { duration, number } from "../format.js";
import { h } from "../dom.js";
import { answered, badge, moment, pageHead, panel, table } from "../parts.js";

export default function jobs(context) {
  const load = () => attempt(get("/v1/jobs", { signal: context.signal }));

  const seconds = (job) => (job.lastStartedAt && job.lastEndedAt ? (new Date(job.lastEndedAt) - new Date(job.lastStartedAt)) / 1000 : null);

  const render = (answer) => [
    pageHead("Jobs", { note: "What the cluster does by itself, and how it went the last time." }),
    panel("Jobs", null, answered(answer, ({ jobs }) => table("Jobs", [
      { title: "Job", cell: (job) => h("strong", null, job.name) },
      { title: "Outcome", cell: (job) => (job.outcome ? badge(job.outcome) : badge("not yet", "unknown")) },
      { title: "Began", class: "when", cell: (job) => moment(job.lastStartedAt, "never") },
      { title: "Took", class: "count", cell: (job) => duration(seconds(job)) },
      { title: "Rows", class: "count", cell: (job) => number(job.rows) },
      { title: "Node", cell: (job) => job.node ?? "–" },
      { title: "Detail", class: "wide", cell: (job) => job.detail ?? "–" },
    ], jobs, { key: (job) => `${job.name} ${job.node ?? ""}`, none: "No job has run yet." }))),
  ];

  return { title: "Jobs", load, render };
}

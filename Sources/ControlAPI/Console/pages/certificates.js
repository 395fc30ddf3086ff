// Certificates for provisioning: which there are, when they end, and how many devices hang on them.

import { attempt, get, part } from "../api.js";
import { findingCounts, matchView } from "../certificate-view.js";
import { monthLine } from "../charts.js";
import { h } from "../dom.js";
import { counted, number } from "../format.js";
import { answered, daysLeft, deviceField, moment, pageHead, panel, table } from "../parts.js";
import { session } from "../session.js";

export default function certificates(context) {
  let match = null;
  let isAsked = false;
  let question = 0;
  const ask = (path) => attempt(get(path, { signal: context.signal }));

  async function load() {
    const [list, outlook] = await Promise.all([ask("/v1/certificates"), ask("/v1/certificates/outlook")]);
    return { list, outlook };
  }

  async function compare(event) {
    event.preventDefault();
    isAsked = true;
    match = null;
    context.paint();
    const asked = (question += 1);
    const answer = await ask(`/v1/certificates/match/${part(document.getElementById("matched-device").value.trim())}`);
    if (asked !== question) return;
    match = answer;
    context.paint();
  }

  const render = ({ list, outlook }) => [
    pageHead("Certificates", {
      note: "By these devices from AMT 11 on believe that they may be set up by this cluster.",
      tools: session.may("trust-admin") ? h("a", { class: "button primary", href: "#/certificates/import" }, "Import or check one")
        : h("span", { class: "quiet" }, "An import takes trust-admin"),
    }),
    panel("Kept certificates", null, answered(list, listView)),
    panel("Outlook", { note: "How many devices could be provisioned in each of the next months, by the roots that they list.", class: "reserve-chart" },
      answered(outlook, outlookView)),
    panel("Which of them a device is shown", null,
      h("form", { class: "row", on: { submit: compare } }, deviceField("matched-device", context.query.get("device")),
        h("button", { type: "submit" }, "Compare")),
      isAsked ? answered(match, matchView) : null),
  ];

  return { title: "Certificates", load, render, wants: (event) => event.type.startsWith("certificate.") };
}

const listView = ({ certificates }) => table("Certificates", [
  {
    title: "Certificate", class: "name",
    cell: (one) => h("a", { href: `#/certificates/${one.id}` }, h("strong", null, one.name ?? one.commonName ?? one.subject),
      h("small", null, one.subject)),
  },
  { title: "Root", cell: (one) => one.rootName ?? "unknown" },
  { title: "Ends", class: "when", cell: (one) => moment(one.notAfter) },
  { title: "Left", cell: (one) => daysLeft(one.daysLeft) },
  { title: "Findings", cell: (one) => findingCounts(one.findingCounts) },
  { title: "Taken by", class: "wide", cell: (one) => one.takenBy.join(", ") || "devices that were told its root" },
], certificates, { key: (one) => one.id, none: "There is none: only devices with a pre-shared key can be provisioned." });

function outlookView(data) {
  return [
    monthLine("Devices that could be provisioned", data.months, data.reachable, data.devices),
    table("By certificate", [
      { title: "Certificate", cell: (one) => h("a", { href: `#/certificates/${one.id}` }, one.name ?? one.subject) },
      { title: "Devices", class: "count", cell: (one) => number(one.devices) },
      { title: "Left", cell: (one) => daysLeft(one.daysLeft) },
    ], data.certificates, { key: (one) => one.id, none: `There is none for ${counted(data.devices, "device")}.` }),
  ];
}

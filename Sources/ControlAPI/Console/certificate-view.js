// What is to be said of a certificate: findings, what each release answers, its chain.

import { h } from "./dom.js";
import { counted } from "./format.js";
import { badge, copyButton, empty, facts, moment, mono, panel, table } from "./parts.js";

export function certificateView(data) {
  return [
    panel("Findings", null, data.findings.length === 0 ? empty("There is nothing to be said against it.")
      : h("ul", { class: "lines" }, data.findings.map(findingView))),
    panel("What releases of AMT answer", null, table("Releases", [
      { title: "Release", cell: (one) => h("strong", null, one.release) },
      { title: "Answer", cell: (one) => badge(one.answer) },
      { title: "Why", class: "wide", cell: (one) => one.reasons.map((reason) => h("p", null, reason.text)) },
    ], data.releases, { key: (one) => one.release })),
    panel("Chain", { note: data.complete ? "It reaches its root." : "It does not reach a root." },
      data.root ? h("p", null, "Root: ", h("strong", null, data.root.name ?? "no known name"), " ",
        data.root.lists.length > 0 ? `in the lists of firmware: ${data.root.lists.join(", ")}` : "in no list of firmware: devices have to be told its hash") : null,
      data.root ? facts([["Root SHA-256", [mono(data.root.sha256), " ", copyButton(data.root.sha256, "Copy the root's SHA-256")]]]) : null,
      h("ol", { class: "lines" }, data.chain.map(linkView))),
  ];
}

const findingView = (finding) => h("li", { class: "column" },
  h("p", null, badge(finding.severity.replace("-", " "), severityKind(finding.severity)), " ", h("code", null, finding.code),
    finding.certificate ? h("span", { class: "quiet" }, ` in ${finding.certificate}`) : null),
  h("p", null, finding.detail),
  Object.keys(finding.facts).length > 0
    ? h("p", { class: "mono long" }, Object.entries(finding.facts).map(([name, value]) => `${name}: ${value}`).join("; ")) : null,
  h("p", { class: "quiet" }, finding.remedy));

const linkView = (one) => h("li", { class: "column" },
  h("p", null, h("strong", null, one.subject)),
  h("p", { class: "quiet" }, `${one.key}, ${one.signature}, until `, moment(one.notAfter)),
  one.alternativeNames.length > 0 ? h("p", { class: "quiet" }, `${counted(one.alternativeNames.length, "name")}: ${one.alternativeNames.join(", ")}`) : null,
  h("details", null, h("summary", null, "Digests and serial"), facts([
    ["Serial", mono(one.serial)], ["SHA-256", mono(one.sha256)], ["SHA-1", mono(one.sha1)], ["Issuer", one.issuer],
    ["Usages", one.extendedKeyUsages.join(", ") || "none"],
  ])));

const severities = { "every-release": ["no", "every release"], "some-releases": ["warning", "some releases"], advice: ["note", "advice"] };

/** How many findings there are of each severity. */
export function findingCounts(counts) {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  return some.length === 0 ? "none" : some.map(([severity, count]) => {
    const [kind, text] = severities[severity] ?? ["note", severity];
    return [badge(`${count} ${text}`, kind), " "];
  });
}

const severityKind = (severity) => severities[severity]?.[0] ?? "note";

/** The certificates from a device's side, each with what speaks for and against it. */
export function matchView(match) {
  if (match.certificates.length === 0) return empty("There is no certificate for provisioning.");
  return h("ul", { class: "lines" }, match.certificates.map((one) => h("li", { class: "column", key: one.id },
    h("p", null, h("a", { href: `#/certificates/${one.id}` }, one.name ?? one.subject), " ",
      one.place === null ? badge("not shown", "no") : badge(`shown at place ${one.place}`, "yes")),
    h("ul", { class: "reasons" }, one.reasons.map((reason) => h("li", null, badge(reason.answer), " ", reason.text))))));
}

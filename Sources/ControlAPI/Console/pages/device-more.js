// What one asks of a device now and then: it is loaded when its part is opened.

import { attempt, get, part, post } from "../api.js";
import { matchView } from "../certificate-view.js";
import { h } from "../dom.js";
import { counted } from "../format.js";
import { action, answered, badge, confirmed, facts, moment, notice, table } from "../parts.js";
import { session } from "../session.js";
import { simulationView } from "../simulation.js";

/** A part of the page that is closed until somebody wants it. */
function later(context, title, load, render) {
  let answer = null;
  const refresh = async () => {
    answer = await load();
    context.paint();
  };
  return {
    refresh,
    render: (device) => h("details", {
      class: "panel later", on: { toggle: (event) => event.currentTarget.open && answer === null && refresh() },
    }, h("summary", null, h("h2", null, title)), h("div", { class: "panel-body" }, answered(answer, (data) => render(data, device)))),
  };
}

export function inventoryPanel(context, uuid) {
  const load = () => attempt(get(`/v1/devices/${part(uuid)}/resolution`, { signal: context.signal }));
  return later(context, "What inventory says", load, (data) => [
    facts([
      ["Name", data.fqdn ? `${data.fqdn.value} (${data.fqdn.source}, ${data.fqdn.standing})` : "none"],
      ["Profile", data.profile ? `${data.profile.value}, by ${data.profile.origin}` : "none"],
      ["What a worker would come to", h("code", null, data.outcome)],
      ["Problem", data.problem ? h("code", null, data.problem.code) : "none"],
      ["Policy", data.policyEnabled ? `version ${data.policyVersion}` : "switched off"],
    ]),
    table("Sources", [
      { title: "Source", cell: (source) => h("a", { href: `#/sources/${part(source.name)}` }, source.name) },
      { title: "How far it leads", cell: (source) => h("code", null, source.end) },
      { title: "Names", cell: (source) => source.names.join(", ") || "–" },
      { title: "Data", cell: (source) => source.standing ?? "–" },
    ], data.sources, { key: (source) => source.name, none: "No source is switched on." }),
    data.conflicts.length > 0 ? [h("h3", null, "What stands against it"), h("ul", null, data.conflicts.map((one) =>
      h("li", null, `${one.source} says ${one.field} ${one.value} (${one.standing})`)))] : null,
  ]);
}

export function certificatesPanel(context, uuid) {
  const load = () => attempt(Promise.all([
    get(`/v1/certificates/match/${part(uuid)}`, { signal: context.signal }),
    attempt(get(`/v1/devices/${part(uuid)}/certificates`, { signal: context.signal }))]));

  async function revoke(serial) {
    if (!(await confirmed(`The certificate ${serial} of this device is revoked, once and for good.`, "Revoke"))) return;
    const { problem } = await attempt(post(`/v1/devices/${part(uuid)}/certificates/${part(serial)}/revocation`, { reason: "unspecified" }));
    notice(problem ? problem.message : "The certificate is revoked", problem ? "bad" : "good");
    await view.refresh();
  }

  const view = later(context, "Certificates", load, ([match, given]) => [
    h("h3", null, "For provisioning: what it is shown"),
    h("p", { class: "quiet" }, match.rootHashes === null ? "It lists no roots: it is called back by its pre-shared key."
      : `It lists ${counted(match.rootHashes, "root")}. Suffixes: ${match.suffixes.map((one) => one.suffix).join(", ") || "none known"}.`),
    matchView(match),
    h("h3", null, "Its own"),
    answered(given, ({ certificates }) => table("Certificates of the device", [
      { title: "Serial", class: "mono", cell: (one) => one.serial },
      { title: "Name", cell: (one) => one.fqdn },
      { title: "Ends", class: "when", cell: (one) => moment(one.notAfter) },
      { title: "State", cell: (one) => (one.revokedAt ? [badge("revoked", "failed"), " ", one.reason] : badge("good", "yes")) },
      session.may("trust-admin")
        ? { title: "", cell: (one) => (one.revokedAt ? null : action("Revoke", { kind: "small", run: () => revoke(one.serial) })) } : null,
    ].filter(Boolean), certificates, { key: (one) => one.serial, none: "It was given none." })),
  ]);
  return view;
}

export function simulationPanel(context, uuid) {
  const load = () => attempt(post(`/v1/devices/${part(uuid)}/simulation`, undefined, { signal: context.signal }));
  return later(context, "What its profile would do now", load, simulationView);
}

// One device: where it stands and why, what was done to it, and what can be done now.

import { attempt, get, part, post, put } from "../api.js";
import { h } from "../dom.js";
import {
  action, answered, badge, command, copyButton, facts, field, moment, mono, notice, pageHead, panel,
} from "../parts.js";
import { session } from "../session.js";
import { timelineView } from "../timeline.js";
import { credentialPanel } from "./device-credentials.js";
import { certificatesPanel, inventoryPanel, simulationPanel } from "./device-more.js";

/** What of a problem can be mended on which page. */
const mending = {
  "certificate-none-matches": (device) => [["Import a certificate", `#/certificates/import?device=${device.uuid}`]],
  "fqdn-unresolved": (device) => [["Add an inventory record", `#/records?uuid=${device.uuid}`]],
  "secret-withheld": (device) => [["Add an inventory record", `#/records?uuid=${device.uuid}`]],
  "profile-refused": profileLinks, "firmware-refused": profileLinks, "capability-absent": profileLinks,
  "profile-unassigned": () => [["Change the policy", "#/policy"]],
  "policy-disabled": () => [["Switch the policy on", "#/policy"]],
  "psk-unknown": () => [["Import the key", "#/keys"]],
};

function profileLinks(device) {
  const name = device.problem?.evidence?.["profile.name"] ?? device.profile;
  return name ? [[`Change the profile ${name}`, `#/profiles/${part(name)}`], ["Change the policy", "#/policy"]] : [];
}

export default function device(context) {
  const { uuid } = context.parameters;
  const path = `/v1/devices/${part(uuid)}`;
  const ask = (end) => attempt(get(path + end, { signal: context.signal }));
  const more = [inventoryPanel, certificatesPanel, simulationPanel].map((make) => make(context, uuid));
  const credentials = credentialPanel(context, uuid);

  async function load() {
    const [device, explanation, timeline] = await Promise.all([
      get(path, { signal: context.signal }), ask("/explanation"), ask("/timeline?limit=400")]);
    context.setTitle(device.fqdn ?? device.uuid);
    return { device, explanation, timeline };
  }

  const order = (text, verb, said) => action(text, {
    roles: ["operator"], kind: verb === "retry" ? "primary" : "",
    run: async () => {
      const { problem } = await attempt(post(`${path}/${verb}`));
      if (problem) notice(problem.message, "bad");
      else notice(said);
      await context.refresh();
    },
  });

  const render = ({ device, explanation, timeline }) => [
    pageHead(device.fqdn ?? "No name yet", {
      trail: ["#/devices", "Devices"],
      note: [badge(device.state), " ", mono(device.uuid), " ", copyButton(device.uuid, "Copy the UUID")],
      tools: [
        device.state === "provisioned" ? order("Apply profile now", "apply", "The device is taken up for its profile")
          : order("Retry now", "retry", "The device is taken up at once"),
      ],
    }),
    h("div", { class: "columns wide" },
      h("div", null,
        panel("Why it stands where it stands", { class: "why" }, answered(explanation, (data) => why(device, data))),
        device.sections.length > 0 ? panel("Sections of its profile", null, sections(device.sections)) : null,
        more.map((one) => one.render(device)),
        panel("Timeline", { note: "What was done to it, from the first hello on." },
          answered(timeline, ({ entries }) => timelineView(entries)))),
      h("div", null,
        panel("Facts", null, deviceFacts(device)),
        credentials.render(device),
        session.may("operator") ? panel("One-time password", null, oneTimePassword()) : null)),
  ];

  function oneTimePassword() {
    return h("form", { class: "stack", on: { submit: register } },
      field("What the device has to show in setup", h("input", {
        id: "otp", type: "password", autocomplete: "off", maxlength: "32", required: true,
      })), h("button", { type: "submit" }, "Register"));
  }

  async function register(event) {
    event.preventDefault();
    const input = document.getElementById("otp");
    const { problem } = await attempt(put(`${path}/one-time-password`, { value: input.value }));
    if (problem) notice(problem.message, "bad");
    else notice("The one-time password is registered");
    if (!problem) input.value = "";
  }

  return {
    title: uuid, load, render,
    wants: (event) => event.subject === uuid,
  };
}

function why(device, explanation) {
  const links = mending[device.problem?.code]?.(device) ?? [];
  return [
    h("p", { class: "summary" }, explanation.summary),
    h("p", null, h("strong", null, "Next: "), explanation.next, explanation.nextAt ? [" ", moment(explanation.nextAt)] : null),
    explanation.actions.length > 0 || links.length > 0 ? h("div", { class: "do" }, h("h3", null, "What you can do"),
      links.length > 0 ? h("p", { class: "tools" }, links.map(([text, href]) => h("a", { class: "button", href }, text))) : null,
      h("ul", { class: "actions" }, explanation.actions.map((one) => h("li", null, h("p", null, one.text),
        one.command ? command(one.command) : null)))) : null,
    h("div", { class: "columns even" },
      sentences("What was seen", explanation.seen), sentences("What follows from it", explanation.concluded)),
    explanation.runbook ? h("p", { class: "quiet" }, "Runbook: ", h("code", null, explanation.runbook)) : null,
  ];
}

/** A sentence that is longer than this is evidence in bulk, such as a list of hashes. */
const sentenceCharactersMax = 220;

function sentences(title, list) {
  if (list.length === 0) return null;
  return h("div", null, h("h3", null, title), h("ul", { class: "sentences" }, list.map((text) => h("li", null,
    text.length <= sentenceCharactersMax ? text : h("details", null,
      h("summary", null, `${text.slice(0, 60)} …`), h("p", { class: "mono long" }, text))))));
}

const deviceFacts = (device) => facts([
  ["Address", mono(device.address)], ["AMT", mono(device.amtVersion)], ["Site", device.site],
  ["Profile", device.profile ? h("a", { href: `#/profiles/${part(device.profile)}` },
    device.profile, device.profileVersion ? ` version ${device.profileVersion}` : "") : "–"],
  ["Proof", device.proof ?? "–"], ["Attempt", String(device.attempt)],
  ["Next attempt", moment(device.nextAttemptAt)], ["First hello", moment(device.firstHelloAt)],
  ["Last hello", moment(device.lastHelloAt)], ["Provisioned", moment(device.provisionedAt, "not yet")],
]);

const sections = (list) => h("ul", { class: "lines" }, list.map((one) => h("li", { key: one.section },
  h("strong", null, one.section), badge(one.state),
  one.problem ? h("span", null, h("code", null, one.problem.code), " ", one.problem.detail) : null,
  one.retryAt ? h("span", { class: "quiet" }, "again ", moment(one.retryAt)) : null)));

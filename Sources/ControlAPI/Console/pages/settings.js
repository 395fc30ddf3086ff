// Settings of the node that answers, its log level, and who may come in.

import { attempt, get, part, post, put, remove } from "../api.js";
import { h } from "../dom.js";
import { number } from "../format.js";
import { action, answered, badge, confirmed, copyButton, denied, empty, field, moment, nameForm, notice, pageHead, panel, problemNote, table } from "../parts.js";
import { session } from "../session.js";
import { webhookState } from "./webhook.js";

const levels = ["trace", "debug", "info", "notice", "warning", "error", "critical"];
const roles = ["viewer", "operator", "credential-reader", "profile-admin", "trust-admin", "auditor", "agent"];

export default function settings(context) {
  let made = null;
  const ask = (path) => attempt(get(path, { signal: context.signal }));

  async function load() {
    const [settings, level, tokens, webhooks] = await Promise.all([
      ask("/v1/settings"), ask("/v1/log-level"), session.may("trust-admin", "auditor") ? ask("/v1/tokens") : denied("trust-admin", "auditor"), ask("/v1/webhooks")]);
    return { settings, level, tokens, webhooks };
  }

  async function setLevel() {
    const { problem } = await attempt(put("/v1/log-level", { level: document.getElementById("log-level").value || null }));
    notice(problem ? problem.message : "The log level is set", problem ? "bad" : "good");
    await context.refresh();
  }

  async function makeToken(event) {
    event.preventDefault();
    const form = event.target;
    const chosen = roles.filter((role) => form.querySelector(`[name="role-${role}"]`).checked);
    made = await attempt(post("/v1/tokens", { name: document.getElementById("token-name").value.trim(), roles: chosen }));
    if (made.data) form.reset();
    await context.refresh();
  }

  async function withdraw(name) {
    if (!(await confirmed(`The token ${name} is withdrawn for good.`, "Withdraw"))) return;
    const { problem } = await attempt(remove(`/v1/tokens/${part(name)}`));
    notice(problem ? problem.message : "The token is withdrawn", problem ? "bad" : "good");
    await context.refresh();
  }

  const render = (data) => [
    pageHead("Settings", { note: "They are in the files and the environment of each node, and are shown here as the answering node has them." }),
    panel("Log level", null, answered(data.level, levelForm)),
    panel("Tokens", { note: "Who may come in, and as what." },
      answered(data.tokens, tokenTable),
      session.may("trust-admin") ? tokenForm() : null),
    panel("Webhooks", { note: "Addresses that are told what happens." }, answered(data.webhooks, webhookTable),
      session.may("trust-admin") ? nameForm("new-webhook", "#/webhooks", "Write one") : null),
    panel("Settings of this node", null, answered(data.settings, settingTable)),
  ];

  const levelForm = ({ level }) => h("form", { class: "row", on: { submit: (event) => event.preventDefault() } },
    field("How much every process logs", h("select", { id: "log-level" },
      h("option", { value: "", selected: level === null }, "as its settings say"),
      levels.map((one) => h("option", { value: one, selected: one === level }, one))),
    `Now: ${level ?? "as its settings say"}. Every process hears of a change within ten seconds.`),
    action("Set", { roles: ["operator"], run: setLevel }));

  const tokenTable = ({ tokens }) => table("Tokens", [
    { title: "Name", cell: (token) => h("strong", null, token.name) },
    { title: "Roles", class: "wide", cell: (token) => token.roles.join(", ") },
    { title: "Made", class: "when", cell: (token) => moment(token.createdAt) },
    { title: "Used", class: "when", cell: (token) => moment(token.lastUsedAt, "never") },
    session.may("trust-admin") ? { title: "", cell: (token) => action("Withdraw", { kind: "small", label: `Withdraw ${token.name}`, run: () => withdraw(token.name) }) } : null,
  ].filter(Boolean), tokens, { key: (token) => token.name });

  const tokenForm = () => h("form", { class: "stack", on: { submit: makeToken } },
    h("h3", null, "Make a token"),
    field("Name", h("input", { id: "token-name", required: true, maxlength: "63", pattern: "[a-z0-9._\\-]+", autocomplete: "off" })),
    h("fieldset", null, h("legend", null, "Roles"), roles.map((role) => h("label", { class: "check" },
      h("input", { type: "checkbox", name: `role-${role}` }), h("span", null, role)))),
    h("div", { class: "tools" }, h("button", { type: "submit" }, "Make it")),
    made?.problem ? problemNote(made.problem) : null,
    made?.data ? h("div", { class: "note good", role: "status" }, h("strong", null, `${made.data.name}: shown this once`),
      h("p", { class: "command" }, h("code", null, made.data.token), copyButton(made.data.token, "Copy the token"))) : null);

  return { title: "Settings", load, render };
}

const settingTable = ({ settings }) => table("Settings", [
  { title: "Key", cell: (one) => h("code", null, one.key) },
  { title: "Value", class: "mono wide", cell: (one) => (one.isSecret ? badge("secret", "unknown") : one.value === null ? "–" : String(one.value)) },
  { title: "From", cell: (one) => one.origin ?? "–" },
], settings, { key: (one) => one.key });

function webhookTable({ webhooks }) {
  if (webhooks.length === 0) return empty("There is none.");
  return table("Webhooks", [
    { title: "Name", cell: (one) => h("a", { href: `#/webhooks/${part(one.name)}` }, h("strong", null, one.name)) },
    { title: "Address", class: "mono wide", cell: (one) => one.document.url ?? "–" },
    { title: "State", cell: webhookState },
    { title: "Delivered", class: "count", cell: (one) => number(one.delivered) },
    { title: "Last", class: "when", cell: (one) => moment(one.deliveredAt, "never") },
    { title: "Failure", class: "wide", cell: (one) => (one.failures > 0 ? [one.failure, " ", moment(one.failedAt)] : "–") },
  ], webhooks, { key: (one) => one.name });
}

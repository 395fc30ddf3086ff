// One webhook: how far it was told, what stopped it, its document, and the way to tell it again.

import { attempt, get, part, post, put, remove } from "../api.js";
import { h } from "../dom.js";
import { documentEditor, ifVersion } from "../editor.js";
import { number } from "../format.js";
import { action, badge, confirmed, facts, field, moment, mono, notice, pageHead, panel } from "../parts.js";

/** An event's id: the place behind which everything is sent again. */
const eventPosition = "[0-9]+\\.[0-9]+";

export default function webhook(context) {
  const { name } = context.parameters;
  const path = `/v1/webhooks/${part(name)}`;

  const editor = documentEditor(context, {
    id: "webhook-document", what: "Webhook", rows: 9, roles: ["trust-admin"],
    save: (text, version) => put(path, text, { headers: ifVersion(version) }),
  });

  async function load() {
    const kept = await attempt(get(path, { signal: context.signal }));
    if (kept.data) editor.take(kept.data.document, kept.data.version);
    else if (kept.problem.code === "webhook-unknown") editor.take({ url: "https://", secret: "", types: ["device."] }, 0);
    else throw kept.problem;
    return kept.data ?? null;
  }

  async function forget(version) {
    if (!(await confirmed(`The webhook ${name} is removed: nothing is sent there any more.`, "Remove it"))) return;
    const { problem } = await attempt(remove(path, { headers: ifVersion(version) }));
    if (problem) return notice(problem.message, "bad");
    notice("The webhook is removed");
    location.hash = "#/settings";
  }

  async function replay() {
    const after = document.getElementById("replay-after").value.trim();
    const { problem } = await attempt(post(`${path}/replay`, { after }));
    notice(problem ? problem.message : `Everything behind ${after} is sent again`, problem ? "bad" : "good");
    await context.refresh();
  }

  const render = (kept) => [
    pageHead(name, {
      trail: ["#/settings", "Settings"],
      note: kept ? `Version ${kept.version}, by ${kept.author}.` : "Not kept yet: this is where it begins.",
      tools: kept ? action("Remove", { roles: ["trust-admin"], kind: "danger", run: () => forget(kept.version) }) : null,
    }),
    kept ? panel("How it stands", null, standing(kept)) : null,
    editor.render(),
    kept ? panel("Tell it again", { note: "Everything that came behind an event, in order. 0.0 is before the oldest that is kept." },
      h("form", { class: "row", on: { submit: (event) => event.preventDefault() } },
        field("Behind the event", h("input", {
          id: "replay-after", class: "mono", value: kept.position, required: true, pattern: eventPosition, autocomplete: "off",
          title: "The id of an event: two numbers with a dot between them",
        })), action("Send again", { roles: ["operator"], run: replay }))) : null,
  ];

  return { title: name, load, render };
}

/** How a webhook fares, in one word. */
export const webhookState = (one) => (one.document.enabled === false ? badge("disabled")
  : one.failures > 0 ? badge("failing") : badge("in order", "yes"));

const standing = (kept) => [
  kept.failures > 0 ? h("div", { class: "note bad", role: "alert" }, h("strong", null, kept.failure),
    h("p", null, `${number(kept.failures)} in a row; `, "the last ", moment(kept.failedAt), ". What comes behind waits, so that the order holds.")) : null,
  facts([
    ["State", webhookState(kept)], ["Delivered", number(kept.delivered)], ["Last", moment(kept.deliveredAt, "never")],
    ["Told up to event", mono(kept.position)], ["Next", kept.document.enabled === false ? "–" : moment(kept.nextAt)], ["Changed", moment(kept.changedAt)],
  ]),
];

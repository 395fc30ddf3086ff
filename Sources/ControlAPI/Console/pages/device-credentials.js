// The passwords of a device: shown on demand, to those who may, and for a minute.

import { attempt, get, part } from "../api.js";
import { h } from "../dom.js";
import { action, badge, copyButton, empty, facts, moment, mono, panel, problemNote } from "../parts.js";
import { session } from "../session.js";

/** Nobody leaves a password on a screen on purpose. */
const shownSeconds = 60;

export function credentialPanel(context, uuid) {
  let answer = null;
  let timer = null;

  function hide() {
    clearTimeout(timer);
    answer = null;
    context.paint();
  }

  async function reveal() {
    answer = await attempt(get(`/v1/devices/${part(uuid)}/credential`, { signal: context.signal }));
    clearTimeout(timer);
    timer = setTimeout(hide, shownSeconds * 1000);
    context.paint();
  }

  context.signal.addEventListener("abort", () => {
    clearTimeout(timer);
    answer = null;
  }, { once: true });

  const one = (credential) => h("li", { key: credential.version },
    h("p", null, h("strong", null, `Version ${credential.version}`), " ", badge(credential.status)),
    facts([
      ["User", mono(credential.username)], ["Password", secret(credential.password, "password")],
      credential.mebxPassword ? ["MEBx", secret(credential.mebxPassword, "MEBx password")] : null,
      ["Made", moment(credential.createdAt)], ["Proved", moment(credential.provenAt, "never")],
    ]));

  const secret = (text, what) => [h("span", { class: "mono secret" }, text), " ", copyButton(text, `Copy the ${what}`)];

  return {
    render() {
      if (!session.may("credential-reader")) {
        return panel("Credentials", null, h("p", { class: "quiet" }, "Its passwords are shown to the role ",
          h("code", null, "credential-reader"), " alone."));
      }
      const shown = answer?.data?.credentials;
      return panel("Credentials", {
        tools: shown ? h("button", { type: "button", on: { click: hide } }, "Hide")
          : action("Show passwords", { run: reveal }),
      },
      answer?.problem ? problemNote(answer.problem) : null,
      shown ? (shown.length === 0 ? empty("None was made yet.") : h("ul", { class: "credentials" }, shown.map(one)))
        : h("p", { class: "quiet" }, `That they were shown is written to the audit log. They are hidden after ${shownSeconds} seconds.`));
    },
  };
}

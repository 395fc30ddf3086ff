// Secrets that profiles and sources name. A value goes in and never comes out.

import { attempt, get, part, put } from "../api.js";
import { h } from "../dom.js";
import { answered, field, moment, notice, pageHead, panel, table } from "../parts.js";
import { session } from "../session.js";

export default function secrets(context) {
  const load = () => attempt(get("/v1/secrets", { signal: context.signal }));

  async function keep(event) {
    event.preventDefault();
    const name = document.getElementById("secret-name");
    const value = document.getElementById("secret-value");
    const { data, problem } = await attempt(put(`/v1/secrets/${part(name.value.trim())}`, { value: value.value }));
    if (problem) return notice(problem.message, "bad");
    notice(`${data.name} is kept as version ${data.version}`);
    name.value = "";
    value.value = "";
    await context.refresh();
  }

  const render = (answer) => [
    pageHead("Secrets", { note: "Profiles and sources name them. A value goes in here and never comes out again." }),
    panel("Kept secrets", null, answered(answer, ({ secrets }) => table("Secrets", [
      { title: "Name", cell: (one) => h("code", null, one.name) },
      { title: "Version", class: "count", cell: (one) => String(one.version) },
      { title: "Changed", class: "when", cell: (one) => moment(one.changedAt) },
    ], secrets, { key: (one) => one.name, none: "None is kept." }))),
    session.may("profile-admin") ? panel("Give one a value", null, h("form", { class: "row", on: { submit: keep } },
      field("Name", h("input", { id: "secret-name", required: true, maxlength: "63", pattern: "[a-z0-9._\\-]+", autocomplete: "off" })),
      field("Value", h("input", { id: "secret-value", type: "password", required: true, autocomplete: "new-password" })),
      h("button", { type: "submit", class: "primary" }, "Keep"))) : null,
  ];

  return { title: "Secrets", load, render };
}

// The profiles, the newest version of each, and the way to a new one.

import { attempt, get, part } from "../api.js";
import { h } from "../dom.js";
import { answered, field, moment, pageHead, panel, table } from "../parts.js";
import { session } from "../session.js";

export default function profiles(context) {
  const load = () => attempt(get("/v1/profiles", { signal: context.signal }));

  function begin(event) {
    event.preventDefault();
    location.hash = `#/profiles/${part(document.getElementById("new-profile").value.trim())}`;
  }

  const render = (answer) => [
    pageHead("Profiles", { note: "What devices are given: passwords, TLS, users, network, power and the rest." }),
    panel("Kept profiles", null, answered(answer, ({ profiles }) => table("Profiles", [
      { title: "Profile", cell: (one) => h("a", { href: `#/profiles/${part(one.name)}` }, h("strong", null, one.name)) },
      { title: "Version", class: "count", cell: (one) => String(one.version) },
      { title: "By", cell: (one) => one.author },
      { title: "Since", class: "when", cell: (one) => moment(one.createdAt) },
    ], profiles, { key: (one) => one.name, none: "None is kept: devices get the built-in profile default." }))),
    session.may("profile-admin") ? panel("A new one", null, h("form", { class: "row", on: { submit: begin } },
      field("Name", h("input", {
        id: "new-profile", required: true, maxlength: "63", pattern: "[a-z0-9._\\-]+", autocomplete: "off",
        title: "a to z, 0 to 9, dot, dash and underscore",
      })), h("button", { type: "submit", class: "primary" }, "Write it"))) : null,
  ];

  return { title: "Profiles", load, render, wants: (event) => event.type === "profile.changed" };
}

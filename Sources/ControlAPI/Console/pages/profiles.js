// The profiles, the newest version of each, and the way to a new one.

import { attempt, get, part } from "../api.js";
import { h } from "../dom.js";
import { answered, moment, nameForm, pageHead, panel, table } from "../parts.js";
import { session } from "../session.js";

export default function profiles(context) {
  const load = () => attempt(get("/v1/profiles", { signal: context.signal }));

  const render = (answer) => [
    pageHead("Profiles", { note: "What devices are given: passwords, TLS, users, network, power and the rest." }),
    panel("Kept profiles", null, answered(answer, ({ profiles }) => table("Profiles", [
      { title: "Profile", cell: (one) => h("a", { href: `#/profiles/${part(one.name)}` }, h("strong", null, one.name)) },
      { title: "Version", class: "count", cell: (one) => String(one.version) },
      { title: "By", cell: (one) => one.author },
      { title: "Since", class: "when", cell: (one) => moment(one.createdAt) },
    ], profiles, { key: (one) => one.name, none: "None is kept: devices get the built-in profile default." }))),
    session.may("profile-admin") ? panel("A new one", null, nameForm("new-profile", "#/profiles", "Write it")) : null,
  ];

  return { title: "Profiles", load, render, wants: (event) => event.type === "profile.changed" };
}

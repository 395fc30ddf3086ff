// What stands around every page: the way to the others, who is signed in, whether what is shown is live.

import { h } from "./dom.js";
import { session } from "./session.js";

const sections = [
  ["Fleet", [["/", "Overview"], ["/devices", "Devices"], ["/limbo", "Waiting rooms"]]],
  ["What devices get", [["/profiles", "Profiles"], ["/policy", "Policy"], ["/secrets", "Secrets"]]],
  ["Trust", [["/certificates", "Certificates"], ["/keys", "Keys"]]],
  ["Inventory", [["/sources", "Sources"], ["/records", "Records"]]],
  ["Cluster", [["/jobs", "Jobs"], ["/audit", "Audit log"], ["/settings", "Settings"]]],
];

/** How the line of events stands: what is shown, its colour, and more on hover. */
export const lineWords = {
  connecting: ["Connecting", "faint", "The stream of events is being opened."],
  live: ["Live", "good", "Changes are shown as they happen."],
  missing: ["Not live", "faint", "This server has no stream of events, or this token may not follow it. The page asks every few seconds."],
  broken: ["Reconnecting", "warm", "The stream of events broke off; it goes on where it was."],
};

export function frame({ signOut }) {
  return h("div", { class: "frame" },
    h("header", { class: "bar" },
      h("a", { class: "brand", href: "#/" }, "ProvisionServer"),
      h("div", { id: "line", class: "line-place" }),
      h("details", { class: "menu" }, h("summary", null, "Menu"), navigation("Pages"))),
    h("aside", { class: "side" }, navigation("Pages"), account(signOut)),
    h("main", { id: "main", tabindex: "-1" }),
    h("footer", { class: "foot" }, account(signOut)));
}

function navigation(label) {
  return h("nav", { "aria-label": label }, sections.map(([title, links]) =>
    h("div", { class: "nav-group" }, h("p", null, title), h("ul", null, links.map(([path, text]) =>
      h("li", null, h("a", { href: `#${path}`, "data-path": path }, text)))))));
}

function account(signOut) {
  const { name, roles } = session.account;
  const choose = (event) => globalThis.consoleTheme.choose(event.currentTarget.value);
  return h("div", { class: "account" },
    h("p", null, "Signed in as ", h("strong", null, name)),
    h("p", { class: "quiet roles" }, roles ? roles.join(", ") : "roles are not known"),
    h("div", { class: "tools" },
      h("label", { class: "inline" }, h("span", null, "Theme "),
        h("select", { on: { change: choose } }, globalThis.consoleTheme.choices.map((choice) =>
          h("option", { value: choice, selected: choice === globalThis.consoleTheme.choice }, choice)))),
      h("button", { type: "button", class: "small", on: { click: signOut } }, "Sign out")));
}

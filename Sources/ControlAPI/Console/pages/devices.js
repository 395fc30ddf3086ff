// All devices: filters, pages, and what can be done to several at once.

import { attempt, get, post, withQuery } from "../api.js";
import { h } from "../dom.js";
import { counted } from "../format.js";
import { action, badge, field, moment, notice, pageHead, problemNote, states, table } from "../parts.js";
import { session } from "../session.js";

const pageLength = 50;
/** Filters by their parameter, with what they are called and an example. */
const filters = {
  text: ["Search", "Begin of UUID, name or address"], state: ["State"], problem: ["Problem", "fqdn-unresolved"],
  profile: ["Profile", "default"], release: ["AMT release", "16.1"], address: ["Address or network", "10.1.0.0/16"],
  site: ["Site", "default"],
};
/** A filter takes hold so long after the last key. */
const typingMilliseconds = 350;

export default function devices(context) {
  const chosen = Object.fromEntries(Object.keys(filters).map((name) => [name, context.query.get(name) ?? ""]));
  const marked = new Set();
  let cursor = context.query.get("cursor");
  let results = null;
  let typing = null;
  /** Rows stay where they are while their devices change: UUIDs of the page as it was asked for. */
  let held = null;
  /** Raised whenever something else is asked for: an answer to an older question fills nothing. */
  let question = 0;

  async function load() {
    const asked = question;
    const parameters = { ...chosen, limit: pageLength, cursor };
    const answer = await attempt(get(withQuery("/v1/devices", parameters), { signal: context.signal }));
    if (asked !== question) return load();
    if (!answer.data) return answer;
    const found = new Map(answer.data.devices.map((device) => [device.uuid, device]));
    if (held === null || held.size === 0) held = new Map(found);
    for (const uuid of held.keys()) held.set(uuid, found.get(uuid) ?? { ...held.get(uuid), isGone: true });
    const strangers = answer.data.devices.filter((device) => !held.has(device.uuid)).length;
    return { data: { devices: [...held.values()], strangers, nextCursor: answer.data.nextCursor } };
  }

  function startOver() {
    held = null;
    question += 1;
    // An order goes to devices that are seen.
    marked.clear();
    return context.refresh();
  }

  /** The address follows the filters, so that it can be kept and sent; the page stays, so that typing goes on. */
  function filter(name, value) {
    chosen[name] = value;
    cursor = null;
    history.replaceState(null, "", withQuery("#/devices", chosen));
    clearTimeout(typing);
    typing = setTimeout(startOver, typingMilliseconds);
  }

  const render = (answer) => [
    pageHead("Devices", { note: "Every device that has said hello, in order of UUIDs." }),
    h("form", { class: "filters", role: "search", on: { submit: (event) => event.preventDefault() } },
      Object.entries(filters).map(([name, [title, hint]]) => field(title, control(name, hint)))),
    answer.problem ? problemNote(answer.problem) : list(answer.data),
  ];

  function control(name, hint) {
    const changed = (event) => filter(name, event.target.value.trim());
    if (name === "state") {
      return h("select", { name, on: { change: changed } }, h("option", { value: "" }, "every"),
        Object.keys(states).map((state) => h("option", { value: state, selected: chosen.state === state }, state)));
    }
    return h("input", {
      name, type: "search", value: chosen[name], placeholder: hint, autocomplete: "off", spellcheck: "false",
      on: { input: changed },
    });
  }

  const list = ({ devices, strangers, nextCursor }) => [
    h("div", { class: "bulk" }, summary(devices, strangers),
      session.may("operator") ? h("div", { class: "tools" }, many("Retry marked", "retry"), many("Apply profile to marked", "apply")) : null),
    results ? resultNote() : null,
    table("Devices", columns(), devices, {
      key: (device) => device.uuid, kind: "steady",
      none: Object.values(chosen).some(Boolean) ? "No device is like that." : "No device has said hello yet.",
    }),
    h("nav", { class: "pages", "aria-label": "Pages of the list" },
      cursor ? h("a", { href: withQuery("#/devices", chosen) }, "First page") : null,
      nextCursor ? h("a", { href: withQuery("#/devices", { ...chosen, cursor: nextCursor }) }, "Next page") : null),
  ];

  function summary(devices, strangers) {
    const gone = devices.filter((device) => device.isGone).length;
    const changes = [gone > 0 ? `${gone} no longer like that` : null, strangers > 0 ? `${strangers} new` : null].filter(Boolean);
    return h("p", { class: "quiet" },
      marked.size > 0 ? `${counted(marked.size, "device")} marked` : `${counted(devices.length, "device")} on this page`,
      changes.length > 0 ? [` · ${changes.join(", ")} `,
        h("button", { type: "button", class: "small", on: { click: startOver } }, "Show them")] : null);
  }

  const many = (text, verb) => action(text, {
    disabled: marked.size === 0,
    run: async () => {
      results = await attempt(post("/v1/devices/actions", { action: verb, devices: [...marked] }));
      if (results.data) {
        const done = results.data.results.filter((result) => result.done).length;
        notice(`${done} of ${counted(results.data.results.length, "device")}: ${verb} ordered`);
        marked.clear();
        for (const box of document.querySelectorAll("td.mark input")) box.checked = false;
      }
      await context.refresh();
    },
  });

  function resultNote() {
    if (results.problem) return problemNote(results.problem);
    const left = results.data.results.filter((result) => !result.done);
    return left.length === 0 ? null : h("div", { class: "note warm" },
      h("strong", null, `${counted(left.length, "device")} left alone`),
      h("ul", null, left.slice(0, 10).map((result) => h("li", null, h("code", null, result.uuid), " ", result.problem))));
  }

  const mark = (device) => h("input", {
    type: "checkbox", "aria-label": `Mark ${device.fqdn ?? device.uuid}`, checked: marked.has(device.uuid),
    on: {
      change: (event) => {
        if (event.target.checked) marked.add(device.uuid);
        else marked.delete(device.uuid);
        context.paint();
      },
    },
  });

  const columns = () => [
    session.may("operator") ? { title: "Mark", class: "mark", cell: mark } : null,
    { title: "State", class: "state", cell: (device) => badge(device.state, device.isGone ? "faint" : device.state) },
    {
      title: "Device", class: "name",
      cell: (device) => h("a", { href: `#/devices/${device.uuid}` }, h("strong", null, device.fqdn ?? "no name yet"),
        h("small", { class: "mono" }, device.uuid)),
    },
    { title: "Problem", class: "problem", cell: (device) => cut(device.problem?.code, "code") },
    { title: "Address", class: "mono address", cell: (device) => cut(device.address) },
    { title: "AMT", class: "mono release", cell: (device) => cut(device.amtVersion) },
    { title: "Profile", class: "profile", cell: (device) => cut(device.profile) },
    { title: "Last hello", class: "when", cell: (device) => moment(device.lastHelloAt) },
  ].filter(Boolean);

  /** A text that may be longer than its column: the whole of it is shown on hover. */
  const cut = (text, tag = "span") => (text ? h(tag, { class: "cut", title: text }, text) : "–");

  return { title: "Devices", load, render, wants: (event) => event.type.startsWith("device.") };
}

// Devices that are not provisioned, by how long they can still be reached, and machines that never called.

import { attempt, get, withQuery } from "../api.js";
import { h } from "../dom.js";
import { answered, badge, moment, mono, pageHead, panel, table } from "../parts.js";

const pageLength = 50;

export default function limbo(context) {
  const isSilent = context.query.get("silent") === "true";
  const cursor = context.query.get("cursor");
  const ask = (path, parameters) => attempt(get(withQuery(path, parameters), { signal: context.signal }));

  async function load() {
    const [waiting, expected] = await Promise.all([
      ask("/v1/limbo", { silent: isSilent ? "true" : "", cursor, limit: pageLength }),
      ask("/v1/expected", { cursor: context.query.get("expected") })]);
    return { waiting, expected };
  }

  const render = ({ waiting, expected }) => [
    pageHead("Waiting rooms", {
      note: "A device listens for some hours after its hello. Those whose window ends first come first.",
      tools: [h("a", { class: "button", href: "#/limbo", "aria-current": isSilent ? null : "page" }, "Open windows"),
        h("a", { class: "button", href: "#/limbo?silent=true", "aria-current": isSilent ? "page" : null }, "Windows that are over")],
    }),
    panel(isSilent ? "Their window is over" : "Their window is open", null, answered(waiting, windowTable)),
    panel("Expected, and never heard of", { note: "Inventory says that they have AMT." }, answered(expected, expectedTable)),
  ];

  const windowTable = ({ devices, nextCursor }) => [
    table("Devices by the end of their window", [
      { title: "State", class: "state", cell: (device) => badge(device.state) },
      {
        title: "Device", class: "name",
        cell: (device) => h("a", { href: `#/devices/${device.uuid}` }, h("strong", null, device.fqdn ?? "no name yet"),
          h("small", { class: "mono" }, device.uuid)),
      },
      {
        title: "Window ends", class: "when",
        cell: (device) => [moment(device.windowEndsAt, "not known"),
          h("small", null, "from ", moment(device.windowEndsEarliestAt), " to ", moment(device.windowEndsLatestAt))],
      },
      { title: "How sure", cell: (device) => badge(device.confidence) },
      { title: "To open it again", class: "wide", cell: (device) => device.restart },
    ], devices, { key: (device) => device.uuid, none: isSilent ? "No device is silent." : "No device waits." }),
    pages(nextCursor, { silent: isSilent ? "true" : "", cursor: nextCursor }),
  ];

  const expectedTable = ({ devices, nextCursor }) => [
    table("Expected devices", [
      { title: "Computer", class: "name", cell: (device) => [h("strong", null, device.fqdn ?? "no name"), h("small", { class: "mono" }, device.uuid)] },
      { title: "AMT", cell: (device) => mono(device.amtVersion) },
      { title: "Source", cell: (device) => h("a", { href: `#/sources/${encodeURIComponent(device.source)}` }, device.source) },
      { title: "Site", cell: (device) => device.site ?? "–" },
      { title: "Reported", class: "when", cell: (device) => moment(device.reportedAt) },
    ], devices, { key: (device) => device.uuid, none: nextCursor ? "None among the records of this page: there are more." : "Every computer that inventory has with AMT has called." }),
    pages(nextCursor, { expected: nextCursor }),
  ];

  const pages = (next, parameters) => (next
    ? h("nav", { class: "pages", "aria-label": "Further pages" }, h("a", { href: withQuery("#/limbo", parameters) }, "Next page")) : null);

  return { title: "Waiting rooms", load, render, wants: (event) => event.type.startsWith("device.") };
}

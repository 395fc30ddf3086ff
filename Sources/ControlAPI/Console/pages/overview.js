// How the fleet stands, at a glance and as it changes.

import { attempt, get } from "../api.js";
import { minuteBars, shareBar } from "../charts.js";
import { h } from "../dom.js";
import { recentEvents } from "../events.js";
import { number } from "../format.js";
import { answered, badge, daysLeft, moment, mono, pageHead, panel, states, table, tone } from "../parts.js";

const bandNames = { closed: "window over", hour: "ends within an hour", day: "ends within a day", later: "ends later" };

export default function overview(context) {
  let frame = 0;
  const ask = (path) => attempt(get(path, { signal: context.signal }));

  async function load() {
    const [overview, nodes, sites, sources, certificates] = await Promise.all(
      ["/v1/overview", "/v1/nodes", "/v1/sites", "/v1/sources", "/v1/certificates"].map(ask));
    // An older server has the counts alone.
    const queue = overview.problem ? await get("/v1/queue", { signal: context.signal }) : null;
    return { overview, nodes, sites, sources, certificates, counts: overview.data?.counts ?? queue.counts };
  }

  const render = (data) => [
    pageHead("Overview", { note: "What the cluster knows of its devices, now." }),
    tiles(data.counts),
    h("div", { class: "columns two" },
      panel("Hellos a minute", { class: "reserve-chart" }, answered(data.overview, hellos)),
      panel("Provisioned a minute", { class: "reserve-chart" }, answered(data.overview, provisioned))),
    h("div", { class: "columns two" },
      panel("Hello windows", { tools: h("a", { href: "#/limbo" }, "Devices"), class: "reserve-bands" },
        answered(data.overview, windows)),
      panel("What happens", { class: "reserve-bands" }, feedView())),
    h("div", { class: "columns two" },
      panel("Nodes", null, answered(data.nodes, nodeTable)),
      panel("Sources of inventory", { tools: h("a", { href: "#/sources" }, "All") }, answered(data.sources, sourceTable))),
    panel("Certificates for provisioning", { tools: h("a", { href: "#/certificates" }, "All") },
      answered(data.certificates, certificateTable)),
    data.sites.data && data.sites.data.sites.length > 1 ? panel("Sites", null, siteTable(data.sites.data)) : null,
  ];

  function feedView() {
    if (recentEvents.length === 0) return h("p", { class: "quiet" }, "Events are shown here as they come.");
    return h("ol", { class: "feed" }, // Places stay and their text changes: nothing moves.
      recentEvents.map((event) => h("li", null,
      moment(event.at), h("span", { class: "feed-type" }, eventBadge(event.type)),
      h("span", null, subject(event), event.data?.problem ? h("code", null, ` ${event.data.problem}`) : null))));
  }

  return {
    title: "Overview", load, render,
    wants: () => true,
    // The feed need not wait for the counts, but for the next frame: events come in crowds.
    heard() {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(context.paint);
    },
  };
}

/** Of a device its new state says enough. */
function eventBadge(type) {
  const [noun, what = ""] = type.split(".");
  return noun === "device" ? badge(what) : badge(`${noun} ${what}`, what);
}

function subject(event) {
  const text = event.data?.fqdn ?? event.subject ?? "";
  const isDevice = event.type.startsWith("device.");
  return isDevice && event.subject ? h("a", { href: `#/devices/${encodeURIComponent(event.subject)}` }, text) : mono(text);
}

function tiles(counts) {
  const all = Object.values(counts).reduce((total, count) => total + count, 0);
  return h("ul", { class: "tiles", "aria-label": "Devices by state" }, Object.entries(states).map(([state, meaning]) =>
    h("li", null, h("a", { class: `tile ${tone(state)}`, href: `#/devices?state=${state}`, title: `It ${meaning}.` },
      h("span", { class: "tile-name" }, state), h("strong", { "data-count": state }, number(counts[state] ?? 0)),
      h("span", { class: "tile-share" }, all === 0 ? "0 %" : `${Math.round(((counts[state] ?? 0) / all) * 100)} %`)))));
}

const hellos = (data) => minuteBars("Hellos", data.minutes, [
  { name: "hellos", tone: "busy", value: (point) => point.hellos },
]);

const provisioned = (data) => minuteBars("Provisioned", data.minutes, [
  { name: "provisioned", tone: "good", value: (point) => point.provisioned },
  { name: "failed attempts", tone: "bad", value: (point) => point.failed },
]);

function windows(data) {
  const bands = data.limbo.map(({ band, devices }) => ({ name: bandNames[band] ?? band, tone: tone(band), value: devices }));
  return [
    shareBar("Devices that are not provisioned, by the end of their window", bands),
    h("dl", { class: "facts" },
      h("div", null, h("dt", null, "Oldest that could be worked on"), h("dd", null, moment(data.oldestReadyAt, "none waits"))),
      h("div", null, h("dt", null, "Oldest that waits"), h("dd", null, moment(data.oldestWaitingAt, "none waits")))),
  ];
}

const nodeTable = ({ nodes }) => table("Nodes", [
  { title: "Node", cell: (node) => [h("strong", null, node.name), h("small", null, node.version)] },
  { title: "Role", cell: (node) => node.role },
  { title: "State", cell: (node) => badge(node.state) },
  { title: "Leases", class: "count", cell: (node) => number(node.leases) },
  { title: "Seen", class: "when", cell: (node) => moment(node.seenAt) },
], nodes, { key: (node) => node.id, none: "No node has said that it lives.", reserve: "rows" });

const sourceTable = ({ sources }) => table("Sources of inventory", [
  { title: "Source", cell: (source) => h("a", { href: `#/sources/${encodeURIComponent(source.name)}` }, source.name) },
  { title: "Phase", cell: (source) => badge(source.phase, source.phase === "waiting" ? "good" : source.phase) },
  { title: "Records", class: "count", cell: (source) => number(source.records) },
  { title: "Read", class: "when", cell: (source) => moment(source.syncedAt, source.phase === "push" ? "is brought" : "never") },
], sources, { key: (source) => source.name, none: "No source tells names yet.", reserve: "rows" });

const certificateTable = ({ certificates }) => table("Certificates for provisioning", [
  {
    title: "Certificate",
    cell: (one) => [h("a", { href: `#/certificates/${one.id}` }, one.name ?? one.commonName ?? `number ${one.id}`),
      h("small", null, one.rootName ?? "root unknown")],
  },
  { title: "Ends", class: "when", cell: (one) => moment(one.notAfter) },
  { title: "Left", cell: (one) => daysLeft(one.daysLeft) },
], certificates, { key: (one) => one.id, none: "There is none: only devices with a pre-shared key can be provisioned." });

const siteTable = ({ sites }) => table("Sites", [
  { title: "Site", cell: (site) => h("a", { href: `#/devices?site=${encodeURIComponent(site.name)}` }, site.name) },
  ...Object.keys(states).map((state) => (
    { title: state, class: "count", cell: (site) => number(site.counts[state] ?? 0) })),
], sites, { key: (site) => site.name });

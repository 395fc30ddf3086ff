// Charts as SVG. They have a fixed size, so that nothing moves when new numbers come, and say in words what they show.

import { h, svg } from "./dom.js";
import { clock, number } from "./format.js";

const width = 600;
const height = 150;
const bottom = 20;
const top = 8;

/**
 * Bars over time, one group a minute, the series upon each other.
 * `series` are `{name, tone, value(point)}`.
 */
export function minuteBars(title, points, series) {
  const highest = Math.max(...points.map((point) => sum(series, point)), 0);
  const scale = niceTop(highest);
  const step = width / Math.max(points.length, 1);
  const y = (value) => top + (height - top - bottom) * (1 - value / scale);
  const bars = points.flatMap((point, index) => {
    let base = 0;
    return series.map((one) => {
      const value = one.value(point);
      const from = base;
      base += value;
      return svg("rect", {
        class: `fill ${one.tone}`, x: round(index * step + step * 0.12), width: round(step * 0.76),
        y: round(y(base)), height: round(Math.max(0, y(from) - y(base))),
      }, svg("title", null, `${clock(point.at)}: ${number(value)} ${one.name}`));
    });
  });
  const totals = series.map((one) => `${number(points.reduce((all, point) => all + one.value(point), 0))} ${one.name}`);
  return h("figure", { class: "chart" },
    svg("svg", {
      viewBox: `0 0 ${width} ${height}`, role: "img", preserveAspectRatio: "none",
      "aria-label": `${title}: ${totals.join(", ")} in ${points.length} minutes`,
    }, [0, 0.5, 1].map((share) => gridLine(y(share * scale))), bars),
    h("div", { class: "chart-scale", "aria-hidden": "true" },
      h("span", null, number(scale)), h("span", null, number(scale / 2)), h("span", null, "0")),
    h("div", { class: "chart-times", "aria-hidden": "true" },
      h("span", null, `${points.length} min ago`), h("span", null, "now")),
    h("figcaption", null, legend(series.map((one, index) => [one.tone, totals[index]]))));
}

function gridLine(y) {
  return svg("line", { class: "rule", x1: 0, x2: width, y1: round(y), y2: round(y) });
}

/** Shares of a whole in one bar. `bands` are `{name, tone, value, href}`. */
export function shareBar(title, bands) {
  const all = bands.reduce((total, band) => total + band.value, 0);
  let from = 0;
  const parts = bands.map((band) => {
    const size = all === 0 ? 0 : (band.value / all) * width;
    const x = from;
    from += size;
    return svg("rect", { class: `fill ${band.tone}`, x: round(x), y: 0, width: round(Math.max(0, size - 1)), height: 18 },
      svg("title", null, `${number(band.value)} ${band.name}`));
  });
  return h("figure", { class: "shares" },
    svg("svg", {
      viewBox: `0 0 ${width} 18`, preserveAspectRatio: "none", role: "img",
      "aria-label": `${title}: ${bands.map((band) => `${number(band.value)} ${band.name}`).join(", ")}`,
    }, svg("rect", { class: "track", x: 0, y: 0, width, height: 18 }), parts),
    h("figcaption", null, legend(bands.map((band) => [band.tone, `${number(band.value)} ${band.name}`]))));
}

/** A line over months: how many of `all` are reachable. */
export function monthLine(title, months, values, all) {
  const scale = niceTop(all);
  const step = width / Math.max(months.length - 1, 1);
  const y = (value) => top + (height - top - bottom) * (1 - value / scale);
  const points = values.map((value, index) => `${round(index * step)},${round(y(value))}`);
  const area = `0,${y(0)} ${points.join(" ")} ${round((values.length - 1) * step)},${y(0)}`;
  return h("figure", { class: "chart" },
    svg("svg", {
      viewBox: `0 0 ${width} ${height}`, role: "img", preserveAspectRatio: "none",
      "aria-label": `${title}: ${number(values[0])} of ${number(all)} now, ${number(values.at(-1))} in ${months.at(-1)}`,
    }, [0, 0.5, 1].map((share) => gridLine(y(share * scale))),
    svg("polygon", { class: "area", points: area }), svg("polyline", { class: "trend", points: points.join(" ") })),
    h("div", { class: "chart-scale", "aria-hidden": "true" },
      h("span", null, number(scale)), h("span", null, number(scale / 2)), h("span", null, "0")),
    h("div", { class: "chart-times", "aria-hidden": "true" },
      h("span", null, months[0]), h("span", null, months.at(-1))),
    h("figcaption", null, legend([["busy", `${number(values[0])} of ${number(all)} devices now`]])));
}

function legend(entries) {
  return h("ul", { class: "legend" }, entries.map(([tone, text]) =>
    h("li", null, h("span", { class: `swatch ${tone}`, "aria-hidden": "true" }), text)));
}

const sum = (series, point) => series.reduce((total, one) => total + one.value(point), 0);
const round = (value) => Math.round(value * 100) / 100;

/** The next 1, 2 or 5 times a power of ten, and two at least, so that half of it is a whole number. */
export function niceTop(value) {
  if (value <= 2) return 2;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 4, 5, 10].find((factor) => value <= factor * power);
  return step * power;
}

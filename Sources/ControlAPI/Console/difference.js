// What two texts do not have in common, line by line.

import { h } from "./dom.js";

/** Work grows with the product of the lengths; documents are some hundred lines. */
const linesMax = 4_000;

/** Lines of both texts as `{sign, text}`: `-` stands in the first alone, `+` in the second, a blank in both. */
export function lineDifference(first, second) {
  const a = first.split("\n");
  const b = second.split("\n");
  if (a.length > linesMax || b.length > linesMax) {
    return [...a.map((text) => ({ sign: "-", text })), ...b.map((text) => ({ sign: "+", text }))];
  }
  const common = commonLengths(a, b);
  const lines = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ sign: " ", text: a[i] });
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && common[i + 1][j] >= common[i][j + 1])) {
      lines.push({ sign: "-", text: a[i] });
      i += 1;
    } else {
      lines.push({ sign: "+", text: b[j] });
      j += 1;
    }
  }
  return lines;
}

/** `result[i][j]` is the length of the longest common subsequence of what begins at i and j. */
function commonLengths(a, b) {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i][j] = a[i] === b[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  return lengths;
}

/** Lines far from any change say nothing. */
const contextLines = 3;

export function differenceView(first, second) {
  const lines = lineDifference(first, second);
  if (lines.every((line) => line.sign === " ")) return h("p", { class: "quiet" }, "They are equal.");
  const isNear = lines.map((_, place) =>
    lines.slice(Math.max(0, place - contextLines), place + contextLines + 1).some((line) => line.sign !== " "));
  const names = { "+": "added", "-": "removed", " ": "same" };
  return h("pre", { class: "difference", tabindex: "0", "aria-label": "Difference of two versions" },
    lines.map((line, place) => {
      if (isNear[place]) return h("span", { class: names[line.sign] }, `${line.sign} ${line.text}\n`);
      return isNear[place - 1] ? h("span", { class: "gap" }, "⋯\n") : null;
    }));
}

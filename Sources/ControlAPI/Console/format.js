// Numbers, moments and durations as text.

const plain = new Intl.NumberFormat("en");

export const number = (value) => (value === null || value === undefined ? "–" : plain.format(value));

/** 1 device, 2 devices. */
export function counted(count, one, many = `${one}s`) {
  return `${number(count)} ${count === 1 ? one : many}`;
}

const units = [[86_400, "d"], [3_600, "h"], [60, "min"], [1, "s"]];

/** A length of time in its two largest units at most: 3 d 4 h, 12 min, 840 ms. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined || Number.isNaN(seconds)) return "–";
  if (seconds < 1) return `${Math.max(0, Math.round(seconds * 1000))} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  let rest = Math.floor(seconds);
  const words = [];
  for (const [length, name] of units) {
    if (rest >= length && words.length < 2) words.push(`${Math.floor(rest / length)} ${name}`);
    rest %= length;
  }
  return words.length > 1 && seconds < 3_600 ? (seconds < 600 ? words.join(" ") : words[0]) : words.join(" ");
}

/** How far a moment is from now, to one unit: 5 min ago, in 3 h. */
export function relative(moment, now = Date.now()) {
  const seconds = (now - new Date(moment).getTime()) / 1000;
  const length = Math.abs(seconds);
  if (length < 1) return "now";
  const [unit, name] = units.find(([unit]) => length >= unit);
  // Days alone say little of a far end.
  const text = unit === 86_400 && length > 60 * 86_400
    ? `${Math.round(length / 30.44 / 86_400)} months` : `${Math.floor(length / unit)} ${name}`;
  return seconds >= 0 ? `${text} ago` : `in ${text}`;
}

/** The moment itself, in the reader's zone and in UTC. */
export function exact(moment) {
  const date = new Date(moment);
  return `${date.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" })} (${date.toISOString()})`;
}

/** Hours, minutes and seconds of the reader's day. */
export const clock = (moment) => new Date(moment).toLocaleTimeString("en-GB");

/** Bytes in units of 1024. */
export function bytes(count) {
  if (count < 1024) return `${number(count)} B`;
  const kibi = count / 1024;
  return kibi < 1024 ? `${kibi.toFixed(1)} KiB` : `${(kibi / 1024).toFixed(1)} MiB`;
}

/** A document as it is edited. */
export const pretty = (document) => JSON.stringify(document, null, 2);

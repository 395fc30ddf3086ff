// What happens in the cluster, as it happens: /v1/events as a stream. EventSource cannot send a token, so it is read by
// fetch. After a break it goes on behind the last event that came.

import { session } from "./session.js";

/** A comment comes every 15 seconds: after three of them in silence the line is dead. */
const silenceSecondsMax = 45;
const waitSeconds = [1, 2, 5, 10, 30];
/** An older server has no stream; it may be renewed while the page is open. */
const missingWaitSeconds = 60;
/** An event is a few hundred bytes; what never ends is not one. */
const eventCharactersMax = 1_000_000;

/** The last events that came, the newest first, for pages that are opened later. */
export const recentEvents = [];
const recentMax = 8;

/** Follows the stream until `signal` ends. `heard(event)` gets each event, `stands(word)` is told live, missing, or broken. */
export async function followEvents(signal, heard, stands) {
  let last = null;
  let failures = 0;
  while (!signal.aborted) {
    const end = await readStream(signal, last, (event) => {
      last = event.id ?? last;
      failures = 0;
      recentEvents.unshift(event);
      recentEvents.length = Math.min(recentEvents.length, recentMax);
      heard(event);
    }, (id) => { last = id; }, () => {
      failures = 0;
      stands("live");
    });
    if (signal.aborted) return;
    stands(end);
    const seconds = end === "missing" ? missingWaitSeconds : waitSeconds[Math.min(failures, waitSeconds.length - 1)];
    failures += 1;
    await pause(seconds, signal);
  }
}

async function readStream(signal, last, heard, moved, whenOpen) {
  const silence = new AbortController();
  let alarm = null;
  const listen = () => {
    clearTimeout(alarm);
    alarm = setTimeout(() => silence.abort(), silenceSecondsMax * 1000);
  };
  try {
    listen();
    const headers = { Accept: "text/event-stream", Authorization: `Bearer ${session.token}` };
    if (last !== null) headers["Last-Event-ID"] = last;
    const answer = await fetch("/v1/events", {
      headers, cache: "no-store", credentials: "omit", signal: AbortSignal.any([signal, silence.signal]),
    });
    const isStream = (answer.headers.get("Content-Type") ?? "").startsWith("text/event-stream");
    if (!answer.ok || !isStream) {
      await answer.body?.cancel();
      return answer.status >= 500 || answer.status === 429 ? "broken" : "missing";
    }
    whenOpen();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    const parse = eventParser(heard, moved);
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return "broken";
      listen();
      parse(value);
    }
  } catch {
    return "broken";
  } finally {
    clearTimeout(alarm);
  }
}

/** Reads text/event-stream (HTML, section 9.2.6) as far as the server writes it. */
export function eventParser(heard, moved = () => {}) {
  let rest = "";
  let fields = { data: [] };
  return (text) => {
    rest += text;
    if (rest.length > eventCharactersMax) throw new Error("an event without end");
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop();
    for (const line of lines) {
      if (line === "") {
        // A place without an event: a reader that comes back goes on from there.
        if (fields.id) moved(fields.id);
        dispatch(fields, heard);
        fields = { data: [] };
        continue;
      }
      const colon = line.indexOf(":");
      const name = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (name === "data") fields.data.push(value);
      else if (name === "id" || name === "event") fields[name] = value;
    }
  };
}

function dispatch(fields, heard) {
  if (fields.data.length === 0) return;
  try {
    const event = JSON.parse(fields.data.join("\n"));
    heard({ ...event, id: event.id ?? fields.id, type: event.type ?? fields.event });
  } catch {
    // Not JSON: a newer server's, which this page does not know.
  }
}

function pause(seconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}

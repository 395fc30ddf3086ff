// Calls of the API. Each answer is data or a Problem; nothing else comes out of here.

import { session } from "./session.js";

/** A refusal in the API's own form (RFC 9457), or a server that could not be reached. */
export class Problem extends Error {
  constructor(status, document) {
    super(document.detail || document.title || `The server answered with status ${status}.`);
    this.status = status;
    this.code = String(document.type ?? "").split(":").pop();
    this.title = document.title ?? "";
    this.field = document.field ?? null;
    this.faults = Array.isArray(document.faults) ? document.faults : [];
    this.request = String(document.instance ?? "").split(":").pop();
  }

  /** The server is older than this page, or the role that would answer is not there. */
  get isMissing() {
    return this.status === 404 && this.code === "route-unknown";
  }

  get isForbidden() {
    return this.status === 403;
  }
}

/** Told when the server no longer takes the token. */
let whenRefused = () => {};

export function onRefusedToken(handler) {
  whenRefused = handler;
}

/** How long an answer may take; a dry run over all devices is the slowest. */
const answerSecondsMax = 120;

/** Sends one request. `token` is for the one call that tries a token before it is kept. */
export async function call(method, path, { body, headers = {}, signal, token } = {}) {
  const used = token ?? session.token;
  const ends = AbortSignal.timeout(answerSecondsMax * 1000);
  const request = {
    method,
    headers: { Accept: "application/json", Authorization: `Bearer ${used}`, ...headers },
    cache: "no-store",
    credentials: "omit",
    referrerPolicy: "no-referrer",
    signal: signal ? AbortSignal.any([signal, ends]) : ends,
  };
  if (body !== undefined) {
    request.headers["Content-Type"] = "application/json";
    request.body = typeof body === "string" ? body : JSON.stringify(body);
  }
  let answer;
  let text;
  try {
    answer = await fetch(path, request);
    text = await answer.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem(0, { type: "unreachable", title: "Not reached", detail: "The server does not answer." });
  }
  const document = parsed(text);
  if (answer.ok) return document;
  if (answer.status === 401 && token === undefined && used === session.token) whenRefused();
  throw new Problem(answer.status, document ?? {});
}

function parsed(text) {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    return null;
  }
}

/** Waits for a call and says what came of it: `{data}` or `{problem}`. Only the end of a page is thrown on. */
export async function attempt(promise) {
  try {
    return { data: await promise };
  } catch (problem) {
    if (problem instanceof Problem) return { problem };
    throw problem;
  }
}

export const get = (path, options) => call("GET", path, options);
export const post = (path, body, options) => call("POST", path, { ...options, body });
export const put = (path, body, options) => call("PUT", path, { ...options, body });
export const remove = (path, options) => call("DELETE", path, options);

/** A path with its parameters; what is empty is left out. */
export function withQuery(path, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== "") query.set(name, value);
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

/** One part of a path. */
export const part = encodeURIComponent;

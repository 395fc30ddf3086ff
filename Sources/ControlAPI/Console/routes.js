// Which page an address means. Addresses stand behind the hash, so that no server sees what is looked at.

import audit from "./pages/audit.js";
import certificate from "./pages/certificate.js";
import certificates from "./pages/certificates.js";
import device from "./pages/device.js";
import devices from "./pages/devices.js";
import importCertificate from "./pages/import.js";
import jobs from "./pages/jobs.js";
import keys from "./pages/keys.js";
import limbo from "./pages/limbo.js";
import overview from "./pages/overview.js";
import policy from "./pages/policy.js";
import profile from "./pages/profile.js";
import profiles from "./pages/profiles.js";
import records from "./pages/records.js";
import secrets from "./pages/secrets.js";
import settings from "./pages/settings.js";
import source from "./pages/source.js";
import sources from "./pages/sources.js";
import webhook from "./pages/webhook.js";
import { empty, pageHead } from "./parts.js";

const routes = [
  ["/", overview],
  ["/devices", devices],
  ["/devices/{uuid}", device],
  ["/limbo", limbo],
  ["/profiles", profiles],
  ["/profiles/{name}", profile],
  ["/policy", policy],
  ["/secrets", secrets],
  ["/certificates", certificates],
  ["/certificates/import", importCertificate],
  ["/certificates/{id}", certificate],
  ["/keys", keys],
  ["/sources", sources],
  ["/sources/{name}", source],
  ["/records", records],
  ["/jobs", jobs],
  ["/audit", audit],
  ["/settings", settings],
  ["/webhooks/{name}", webhook],
];

/** The page of a hash such as `#/devices/UUID?tab=timeline`, with what the address names. */
export function match(hash) {
  const [path, search = ""] = (hash.replace(/^#/, "") || "/").split("?");
  const query = new URLSearchParams(search);
  for (const [pattern, page] of routes) {
    const parameters = fit(pattern.split("/"), path.split("/"));
    if (parameters) return { page, parameters, query, path };
  }
  return { page: nowhere, parameters: {}, query, path };
}

function fit(pattern, parts) {
  if (pattern.length !== parts.length) return null;
  const parameters = {};
  for (const [index, word] of pattern.entries()) {
    if (word.startsWith("{")) parameters[word.slice(1, -1)] = decoded(parts[index]);
    else if (word !== parts[index]) return null;
  }
  return parameters;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function nowhere() {
  return { title: "No such page", render: () => [pageHead("No such page"), empty("Nothing has this address.")] };
}

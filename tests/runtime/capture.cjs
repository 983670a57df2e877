// Run transpiled fixtures with the real SDKs, and print what they send.
//
// Standard input: [{ name, file, source, run }], with `source` the TypeScript or JavaScript of the module at `file`, and
// `run` the body of an async function of its `exports`.
// Standard output: { [name]: [body, …] }, the requests in the order in which they came.
//
// The SDKs are the real ones; only the address that they send to is set, to a server on 127.0.0.1.
"use strict";

const fs = require("node:fs");
const http = require("node:http");
const Module = require("node:module");
const path = require("node:path");
const ts = require(path.join(__dirname, "../sdk/node_modules/typescript"));

const cases = JSON.parse(fs.readFileSync(0, "utf8"));
const sdk = path.join(__dirname, "../sdk/package.json");
const fromSdk = Module.createRequire(sdk);

let requests = [];
let clients = [];

const server = http.createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => (body += chunk));
  request.on("end", () => {
    requests.push(JSON.parse(body));
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ code: 200, success: true }));
  });
});

/** Fixtures see a clock that stands still, so that both runs say the same. */
class StoppedDate extends Date {
  constructor(...parts) {
    super(...(parts.length ? parts : [StoppedDate.now()]));
  }
  static now() {
    return Date.UTC(2026, 5, 7, 8, 9, 10);
  }
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Wait for requests that are still on their way. */
async function quiet() {
  for (let seen = -1; seen !== requests.length; await pause(40)) seen = requests.length;
}

function addressed(name, real, host) {
  if (name === "@segment/analytics-node") {
    class Analytics extends real.Analytics {
      constructor(settings) {
        super({ ...settings, host });
        clients.push(() => this.closeAndFlush({ timeout: 3000 }));
      }
    }
    return { ...real, Analytics, default: Analytics };
  }
  if (name === "analytics-node") {
    return class extends real {
      constructor(key, options) {
        super(key, { ...options, host });
        clients.push(() => this.flush());
      }
    };
  }
  const redirected = (client) => ({
    ...client,
    init: (key, options) => {
      clients.push(() => client.flush().promise);
      return client.init(key, { ...options, serverUrl: host });
    },
  });
  return { ...redirected(real), createInstance: () => redirected(real.createInstance()) };
}

function load(file, source, host) {
  const { outputText } = ts.transpileModule(source, {
    fileName: file,
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  });
  const module = { exports: {} };
  const require = (name) => {
    if (!/analytics-node$/.test(name)) return fromSdk(name);
    for (const known of Object.keys(fromSdk.cache)) {
      if (known.includes("@amplitude")) delete fromSdk.cache[known];
    }
    return addressed(name, fromSdk(name), host);
  };
  new Function("module", "exports", "require", "Date", outputText)(module, module.exports, require, StoppedDate);
  return module.exports;
}

async function main() {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `http://127.0.0.1:${server.address().port}`;
  const found = {};
  for (const { name, file, source, run } of cases) {
    requests = [];
    clients = [];
    const exports = load(file, source, host);
    // A server gets its first request some time after its modules were loaded.
    await pause(0);
    await new Function("exports", `return (async () => { ${run} })()`)(exports);
    await pause(20);
    await Promise.all(clients.map((close) => close()));
    await quiet();
    found[name] = requests;
  }
  server.close();
  server.closeAllConnections();
  fs.writeSync(1, JSON.stringify(found));
  process.exit(0);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});

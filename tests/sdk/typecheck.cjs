// Type-check many small projects in one process.
//
// Standard input: [{ name, dir, files, paths, types }], with `dir` and the targets of `paths` absolute.
// Standard output: { [name]: ["file:line:column TS0000 message", …] }, one entry for each project.
//
// Projects that declare nothing global share a program with those that import the same packages: what an SDK
// declares globally must not reach a project that does not import it. All others get a program of their own.
// Parsed files are shared by all programs.
"use strict";

const path = require("node:path");
const ts = require("typescript");

const projects = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const ambient = path.join(__dirname, "ambient.d.ts");

const options = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  jsx: ts.JsxEmit.Preserve,
  esModuleInterop: true,
  experimentalDecorators: true,
  resolveJsonModule: true,
  allowJs: false,
  typeRoots: [path.join(__dirname, "node_modules/@types")],
};

const host = ts.createCompilerHost(options, true);
const readSourceFile = host.getSourceFile.bind(host);
const sourceFiles = new Map();
host.getSourceFile = (fileName, languageVersion, onError) => {
  if (!sourceFiles.has(fileName)) sourceFiles.set(fileName, readSourceFile(fileName, languageVersion, onError));
  return sourceFiles.get(fileName);
};
const fileExists = memoize(host.fileExists.bind(host));
host.fileExists = fileExists;
host.directoryExists = memoize(host.directoryExists.bind(host));
host.realpath = memoize(host.realpath.bind(host));
host.readFile = memoize(host.readFile.bind(host));
host.getCurrentDirectory = () => __dirname;

function memoize(ask) {
  const answers = new Map();
  return (key) => {
    if (!answers.has(key)) answers.set(key, ask(key));
    return answers.get(key);
  };
}

const declaresGlobals = (file) =>
  !ts.isExternalModule(file) ||
  file.statements.some((statement) => ts.isModuleDeclaration(statement) &&
    (ts.isStringLiteral(statement.name) || (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0));

const packagesOf = (file) => ts.preProcessFile(file.text, true, true).importedFiles
  .map(({ fileName }) => fileName)
  .filter((specifier) => !specifier.startsWith("."));

// `paths` and `baseUrl` of the project's own tsconfig.json, as paths with absolute targets.
function ownPaths(dir) {
  const { config } = ts.readConfigFile(path.join(dir, "tsconfig.json"), host.readFile);
  const { baseUrl, paths = {} } = config?.compilerOptions ?? {};
  const base = path.resolve(dir, baseUrl ?? ".");
  const absolute = Object.entries(paths).map(([name, targets]) => [name, targets.map((to) => path.resolve(base, to))]);
  return Object.fromEntries(baseUrl === undefined ? absolute : [...absolute, ["*", [path.join(base, "*")]]]);
}

const groups = new Map();
for (const project of projects) {
  const paths = { ...project.paths, ...ownPaths(project.dir) };
  const files = project.files.map((file) => path.join(project.dir, file));
  const sources = files.map((file) => host.getSourceFile(file, options.target));
  const key = sources.some(declaresGlobals)
    ? `alone ${project.name}`
    : JSON.stringify([paths, project.types, [...new Set(sources.flatMap(packagesOf))].sort()]);
  if (!groups.has(key)) groups.set(key, { paths, types: project.types, members: [] });
  groups.get(key).members.push({ name: project.name, dir: project.dir, files });
}

const describe = (diagnostic, dir) => {
  const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n");
  if (diagnostic.file === undefined) return `TS${diagnostic.code} ${message}`;
  const { line, character } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start);
  const name = path.relative(dir, diagnostic.file.fileName);
  return `${name}:${line + 1}:${character + 1} TS${diagnostic.code} ${message}`;
};

const result = {};
for (const { paths, types, members } of groups.values()) {
  const program = ts.createProgram({
    rootNames: [ambient, ...members.flatMap(({ files }) => files)],
    options: { ...options, types, paths },
    host,
  });
  const whole = [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()];
  for (const { name, dir, files } of members) {
    const own = files.flatMap((file) => {
      const source = program.getSourceFile(file);
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    });
    result[name] = [...whole, ...own].map((diagnostic) => describe(diagnostic, dir));
  }
}
process.stdout.write(JSON.stringify(result));

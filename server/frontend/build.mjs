// Bundles css/ and js/ into hashed files, with a manifest, and the licences of all that went in.
//   node build.mjs OUTDIR
import { build } from "esbuild";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const finished = process.argv[2];
const out = `${finished}.new`;
const LICENCES = ["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "0BSD"];

if (!finished) {
  console.error("usage: node build.mjs OUTDIR");
  process.exit(2);
}

async function entries() {
  const scripts = (await readdir(join(here, "js"))).filter((name) => name.endsWith(".js"));
  return [...scripts.map((name) => join("js", name)), join("css", "site.css")];
}

/** Returns what of each package is in the bundle, by the folder that it is installed in. */
function packagesOf(inputs) {
  const folders = new Set();
  for (const input of inputs) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match) folders.add(match[1]);
  }
  return [...folders].sort();
}

async function noticeOf(folder) {
  const about = JSON.parse(await readFile(join(here, folder, "package.json"), "utf8"));
  const name = (await readdir(join(here, folder))).find((file) => /^licen[cs]e/i.test(file));
  if (!name) throw new Error(`${about.name} has no licence text; do not bundle it`);
  if (!LICENCES.includes(about.license)) {
    throw new Error(`${about.name} is under ${about.license}, which is not one of ${LICENCES}`);
  }
  const text = (await readFile(join(here, folder, name), "utf8")).trim();
  return `${about.name} ${about.version} (${about.license})\n\n${text}\n`;
}

async function main() {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const result = await build({
    absWorkingDir: here,
    entryPoints: await entries(),
    entryNames: "[name]-[hash]",
    chunkNames: "chunk-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    target: ["es2022", "chrome111", "firefox115", "safari16.4"],
    minify: true,
    legalComments: "none", // the licences are in THIRD_PARTY_NOTICES, whole
    metafile: true,
    outdir: out,
    logLevel: "warning",
  });
  const manifest = {};
  const inputs = new Set();
  for (const [path, made] of Object.entries(result.metafile.outputs)) {
    Object.keys(made.inputs).forEach((input) => inputs.add(input));
    if (made.entryPoint) manifest[basename(made.entryPoint)] = basename(path);
  }
  Object.keys(result.metafile.inputs).forEach((input) => inputs.add(input));
  const notices = await Promise.all(packagesOf(inputs).map(noticeOf));
  const head = "Third-party code in the site's style sheets and scripts, with its licences.\n";
  const rule = `\n${"-".repeat(72)}\n\n`;
  await writeFile(join(out, "THIRD_PARTY_NOTICES"), [head, ...notices].join(rule));
  await writeFile(join(out, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
  const sizes = Object.entries(result.metafile.outputs).map(
    ([path, made]) => `${relative(out, join(here, path))} ${made.bytes}`,
  );
  // The last good build stays until this one is whole.
  await rm(finished, { recursive: true, force: true });
  await rename(out, finished);
  console.log(sizes.join("\n"));
}

await main().catch((error) => {
  console.error(`The site's assets could not be built: ${error.message}`);
  process.exit(1);
});

// Bundles GraphiQL into dist/: names with a hash of the content, and manifest.json, which tells the server what the
// page begins with. Nothing in it loads anything from elsewhere.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const OUT = 'dist';
const shared = {
  bundle: true,
  minify: true,
  metafile: true,
  outdir: OUT,
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  loader: { '.ttf': 'file' },
  // The licences of what is bundled lie beside it.
  legalComments: 'linked',
  target: ['chrome120', 'firefox120', 'safari17'],
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
  logOverride: { 'empty-import-meta': 'silent' },
};

/** File names by entry point. */
const outputs = ({ metafile }) =>
  Object.entries(metafile.outputs)
    .filter(([, { entryPoint }]) => entryPoint)
    .map(([file, { entryPoint, cssBundle }]) => ({
      entryPoint: entryPoint.replaceAll('\\', '/'),
      file: basename(file),
      style: cssBundle && basename(cssBundle),
    }));

await rm(OUT, { recursive: true, force: true });

// Monaco, the editor, works in three workers: each is one file without imports, so that the server's strict
// Content-Security-Policy holds in them too.
const WORKERS = {
  editorWorkerService: 'monaco-editor/esm/vs/editor/editor.worker.js',
  json: 'monaco-editor/esm/vs/language/json/json.worker.js',
  graphql: 'monaco-graphql/esm/graphql.worker.js',
};
const workers = outputs(
  await build({ ...shared, format: 'iife', entryPoints: Object.values(WORKERS), outbase: 'node_modules' }),
);
const workerUrl = (source) => `/graphiql/${workers.find(({ entryPoint }) => entryPoint.endsWith(source)).file}`;
const urls = Object.fromEntries(Object.entries(WORKERS).map(([label, source]) => [label, workerUrl(source)]));

// graphiql/style.css holds Monaco's style already.
const withoutMonacoStyle = {
  name: 'without-monaco-style',
  setup: ({ onLoad }) => onLoad({ filter: /monaco-editor[\\/].*\.css$/ }, () => ({ contents: '' })),
};

const built = outputs(
  await build({
    ...shared,
    plugins: [withoutMonacoStyle],
    format: 'esm',
    splitting: true,
    jsx: 'automatic',
    entryPoints: ['page.jsx'],
    define: { ...shared.define, WORKER_URLS: JSON.stringify(urls) },
  }),
);
const page = built.find(({ entryPoint }) => entryPoint === 'page.jsx');

// The server sends these to those who take them.
for (const file of await readdir(OUT)) {
  if (/\.(js|css)$/.test(file)) await writeFile(`${OUT}/${file}.gz`, gzipSync(await readFile(`${OUT}/${file}`)));
}

await writeFile(`${OUT}/manifest.json`, `${JSON.stringify({ script: page.file, style: page.style })}\n`);
console.log(`built ${OUT}/: ${page.file}, ${page.style}`);

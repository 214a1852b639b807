// Builds dist/ from src/: `npm run build:code`. With the word `types`: leaves of dist/types what the library's own lead to.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const installed = (path) => fileURLToPath(new URL(`node_modules/${path}`, import.meta.url))

if (process.argv[2] === 'types') {
  keepReachable(fileURLToPath(new URL('dist/types', import.meta.url)), 'index.d.ts')
  process.exit()
}

function keepReachable(folder, entry) {
  const reached = new Set()
  const reach = (file) => {
    if (reached.has(file)) return
    reached.add(file)
    for (const [, from, imported] of readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'|import\("(\.[^"]+)"\)/g))
      reach(join(dirname(file), (from ?? imported).replace(/\.ts$/, '.d.ts')))
  }
  reach(join(folder, entry))
  for (const path of readdirSync(folder, { recursive: true })) {
    const file = join(folder, path)
    if (path.endsWith('.d.ts') && !reached.has(file)) rmSync(file)
  }
}

const settings = {
  absWorkingDir: fileURLToPath(new URL('.', import.meta.url)),
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  outdir: 'dist',
  external: ['@commitlint/*'],
  // The build for browsers is one half smaller, and the other half would write warnings on its own.
  alias: { yaml: installed('yaml/browser/dist/index.js') },
}

/** Most runs need none of these, so each is a file that is read when it is first used. */
const LIBRARIES = ['chalk', 'minimatch', 'mustache', 'simple-git', 'yaml']

const librariesApart = {
  name: 'libraries apart',
  setup({ onResolve }) {
    const filter = new RegExp(`^(?:${LIBRARIES.join('|')})$`)
    onResolve({ filter }, ({ path }) => ({ path: `./library/${path}.cjs`, external: true }))
    onResolve({ filter: /\/import-module\.ts$/ }, () => ({ path: './library/import-module.cjs', external: true }))
  },
}

// The program. Node starts a CommonJS file sooner than a module, and one file sooner than many: a commit waits for it.
const program = { ...settings, format: 'cjs', outExtension: { '.js': '.cjs' } }
const libraries = await build({
  ...program,
  entryPoints: {
    ...Object.fromEntries(LIBRARIES.map((name) => [name, name])),
    // Its module has nothing but a default export, which a file that is required would hold one level too deep.
    mustache: 'mustache/mustache.js',
    'import-module': 'src/collect/import-module.ts',
  },
  outdir: 'dist/library',
})
const binary = {
  ...program,
  // What is compiled beforehand cannot import; it requires.
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': 'ownUrl' },
  banner: { js: "const ownUrl=require('node:url').pathToFileURL(__filename).href;" },
}
const all = await build({ ...binary, entryPoints: ['src/start.ts', 'src/cli.ts'], plugins: [librariesApart] })

/** Commands that `src/start.ts` never gives to the program that judges. */
const OTHERS = /^\.\/(?:commands\/(?!(?:hook|check)\.ts$)|pre-receive\.ts$)/

const othersLeftOut = {
  name: 'other commands left out',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\// }, ({ path, kind }) =>
      kind === 'dynamic-import' && OTHERS.test(path) ? { path: './cli.cjs', external: true } : undefined,
    )
  },
}

// The same program for the hooks of a clone and for range checks: V8 begins sooner with one half as long.
await build({ ...binary, entryPoints: { judge: 'src/cli.ts' }, plugins: [othersLeftOut, librariesApart] })

/**
 * `src/start.ts` reads a program as ASCII. esbuild leaves other characters where they stand in regular expressions and tagged
 * templates; there, too, an escape means the same.
 */
function inAscii(file) {
  const written = readFileSync(file, 'utf8')
  if (/\\[^\0-\x7f]/.test(written))
    throw new Error(`${file}: no backslash can stand before a character that is escaped`)
  writeFileSync(
    file,
    written.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )
}

const started = [...LIBRARIES.map((name) => `library/${name}`), 'cli', 'judge']
for (const name of started) inAscii(fileURLToPath(new URL(`dist/${name}.cjs`, import.meta.url)))

// The library surface, as a module.
const library = await build({ ...settings, format: 'esm', entryPoints: ['src/index.ts'] })

// What is bundled keeps its licence: the text of each package that any of the files holds.
const folders = [libraries, all, library]
  .flatMap(({ metafile }) => Object.keys(metafile.inputs))
  .flatMap((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [])
const notices = [...new Set(folders)].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  const file = ['LICENSE', 'LICENSE.md', 'license', 'LICENCE'].map((each) => `${folder}/${each}`).find(existsSync)
  return `${name} ${version} (${license})\n\n${file ? readFileSync(file, 'utf8').trim() : 'No licence text comes with the package.'}\n`
})
writeFileSync('dist/NOTICES.txt', notices.join(`\n${'-'.repeat(72)}\n\n`))

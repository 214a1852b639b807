import { braceExpand } from 'minimatch'
import { describe, expect, test } from 'vitest'
import { MODE_FILE, MODE_LINK } from '../../src/change.ts'
import { globOf } from '../../src/policy/globs.ts'
import { lockfilePatterns, lockfiles, lockfilesIfBeside } from '../../src/policy/lockfiles.ts'
import { matcher } from '../../src/policy/match.ts'
import { pathKey } from '../../src/policy/path-key.ts'
import { compilePatterns, patternFault } from '../../src/policy/patterns.ts'

const tests = lockfiles.map((row) => ({ row, matches: matcher(compilePatterns(row.patterns, { fold: true }), globOf) }))

/** Rows of the table whose lock file a path may be. */
const rowsOf = (path: string) => tests.filter(({ matches }) => matches(pathKey(path, MODE_FILE))).map(({ row }) => row)

const always = matcher(compilePatterns(lockfilePatterns, { fold: true }), globOf)

describe('a lock file wherever it lies', () => {
  const names =
    'package-lock.json npm-shrinkwrap.json node_modules/.package-lock.json yarn.lock kotlin-js-store/yarn.lock ' +
    'pnpm-lock.yaml pnpm-lock.main.yaml shrinkwrap.yaml bun.lock bun.lockb vlt-lock.json aube-lock.yaml deno.lock ' +
    '.meteor/versions Cargo.lock cargo-bazel-lock.json Cargo.Bazel.lock supply-chain/imports.lock go.sum go.mod ' +
    'go.work.sum vendor/modules.txt Gopkg.lock glide.lock Godeps/Godeps.json poetry.lock pdm.lock uv.lock run.py.lock ' +
    'Pipfile.lock pylock.toml pylock.dev.toml requirements.lock requirements-dev.lock requirements_lock.txt ' +
    'requirements.lock.txt conda-lock.yml dev.conda-lock.yml conda-linux-64.lock pixi.lock gradle.lockfile ' +
    'buildscript-gradle.lockfile settings-gradle.lockfile gradle/dependency-locks/compile.lockfile ' +
    'gradle/verification-metadata.xml gradle/verification-keyring.gpg gradle/verification-keyring.keys versions.lock ' +
    'maven_install.json rules_maven_install.json app.sbt.lock deps-lock.json packages.lock.json packages.net8.lock.json ' +
    'paket.lock Packages/packages-lock.json Gemfile.lock gems.locked Gemfile-next.lock rails_7.gemfile.lock ' +
    'rbs_collection.lock.yaml composer.lock symfony.lock cpanfile.snapshot carton.lock mix.lock rebar.lock ' +
    'qlfile.lock clpmfile.lock Package.resolved App.xcodeproj/project.xcworkspace/xcshareddata/swiftpm/Package.resolved ' +
    'Podfile.lock Pods/Manifest.lock Cartfile.resolved pubspec.lock cabal.project.freeze cabal.project.ci.freeze ' +
    'stack.yaml.lock stack-9.6.yaml.lock cabal.config x.opam.locked dune.lock/yojson.pkg dune-workspace.lock/x ' +
    'esy.lock/index.json dev.esy.lock/index.json elm.json spago.lock lake-manifest.json conan.lock conan-linux.lock ' +
    'cpm-package-lock.cmake package-lock.cmake xmake-requires.lock spack.lock subprojects/zlib.wrap dub.selections.json ' +
    'nimble.lock atlas.lock shard.lock build.zig.zon build.zig.zon2json-lock alire.lock lockfile.jdn Akku.lock ' +
    'JuliaManifest.toml Manifest-v1.11.toml renv.lock packrat/packrat.lock rv.lock pkg.lock dvc.lock package-lock.yml ' +
    'luarocks.lock lux.lock wally.lock pesde.lock rotriever.lock lazy-lock.json nvim-pack-lock.json foundry.lock ' +
    'soldeer.lock Move.lock Scarb.lock Forc.lock leo.lock aiken.lock mops.lock flake.lock nix/sources.json ' +
    'npins/sources.json lon.lock devenv.lock devbox.lock .flox/env/manifest.lock mise.lock mise.ci.lock ' +
    '.config/mise/mise.lock .mise.lock .protolock aqua-checksums.json .aqua-checksums.json Brewfile.lock.json ' +
    'devcontainer-lock.json .devcontainer-lock.json .terraform.lock.hcl Chart.lock charts/a/requirements.lock ' +
    'helmfile.lock my-helmfile.prod.lock vendir.lock.yml .imgpkg/images.yml jsonnetfile.lock.json MODULE.bazel.lock ' +
    'Berksfile.lock Policyfile.lock.json inspec.lock Puppetfile.lock kas-ci.lock.yml buf.lock wkg.lock ' +
    'PklProject.deps.json kcl.mod.lock apko.lock.json app.apko.lock.json dagger.lock .dagger/lock atlas.sum ' +
    'migration_lock.toml skills-lock.json .skill-lock.json apm.lock.yaml apm.lock mcp-lock.json .mcp-lock.json ' +
    'kiota-lock.json'

  test.each(names.split(' '))('%s', (name) => {
    for (const path of [name, `services/api/${name}`, name.toUpperCase()]) {
      expect(always(pathKey(path, MODE_FILE)), path).toBe(true)
      expect(
        rowsOf(path).some(({ tier }) => tier < 3),
        path,
      ).toBe(true)
    }
  })

  test.each([
    '.github/workflows/actions.lock',
    '.github/workflows/triage.lock.yml',
    '.github/aw/actions-lock.json',
    '.github/actions.lock.json',
    'common/config/rush/pnpm-config.json',
  ])('%s, from the top', (path) => {
    expect(always(pathKey(path, MODE_FILE))).toBe(true)
    expect(always(pathKey(`docs/${path}`, MODE_FILE))).toBe(false)
  })

  test.each([
    '.npmrc',
    'web/.yarnrc.yml',
    '.yarnrc',
    '.pnp.cjs',
    '.pnp.loader.mjs',
    '.yarn/releases/yarn-4.cjs',
    'web/.yarn/plugins/x.cjs',
    '.pnpmfile.cjs',
    'pnpm-workspace.yaml',
    'patches/left-pad+1.3.0.patch',
    'patches/@scope+a+1.0.0.patch',
    'patches/left-pad@1.3.0.patch',
    '.cargo/config.toml',
    '.cargo/config',
    'pip.conf',
    'gradle/wrapper/gradle-wrapper.jar',
    'gradle/wrapper/gradle-wrapper.properties',
    'gradlew',
    '.mvn/extensions.xml',
    'NuGet.Config',
    'bunfig.toml',
    '.bundle/config',
  ])('%s, which decides for a lock without a word in it', (path) => {
    expect(always(pathKey(path, MODE_FILE))).toBe(true)
  })

  test('a link in place of a folder that is one', () => {
    expect(always(pathKey('dune.lock', MODE_LINK))).toBe(true)
    expect(always(pathKey('.yarn/releases', MODE_LINK))).toBe(true)
  })
})

describe('no lock file', () => {
  test.each([
    'package.json',
    'src/package-lock.ts',
    'package-lock.json.md',
    'src/lock.ts',
    'lock.json',
    'locks/a.txt',
    'pyproject.toml',
    'requirements.md',
    'clock.yaml',
    'src/manifest.json',
    'docs/yarn.lock.md',
    'patches/fix-build.patch',
    'debian/patches/01.patch',
    'notes.lock',
    '.yarn/cache/a.zip',
    'charts/values.yaml',
    'triage.lock.yml',
    'config.toml',
    'conanfile.py',
    'settings.gradle',
  ])('%s', (path) => {
    expect(always(pathKey(path, MODE_FILE))).toBe(false)
    expect(rowsOf(path).filter(({ tier }) => tier < 3)).toEqual([])
  })
})

describe('a lock file only with its manifest beside it', () => {
  test.each([
    ['julia/Manifest.toml', ['gleam.toml', 'Project.toml', 'JuliaProject.toml']],
    ['manifest.toml', ['gleam.toml', 'Project.toml', 'JuliaProject.toml']],
    ['dependencies.lock', ['build.gradle', 'build.gradle.kts', 'idf_component.yml', 'main/idf_component.yml']],
    ['orders/lock.json', ['corral.json']],
    ['lockfile.json', ['pom.xml']],
    ['Dependencies.toml', ['Ballerina.toml']],
    ['vcpkg-configuration.json', ['vcpkg.json']],
    ['importmap.lock', ['importmap.js', 'package.json', 'config/importmap.rb']],
    ['python-default.lock', ['pants.toml']],
    ['project.lock.json', ['project.json']],
    ['requirements.txt', ['requirements.in', 'requirements-dev.in', 'dev-requirements.in']],
    ['constraints-3.12.txt', ['requirements.in', 'requirements-dev.in', 'dev-requirements.in']],
  ])('%s: any of %j', (path, names) => {
    expect(always(pathKey(path, MODE_FILE))).toBe(false)
    expect(rowsOf(path).flatMap(({ tier, manifests }) => (tier === 3 ? manifests : []))).toEqual(names)
    const tables = lockfilesIfBeside.filter(({ patterns }) =>
      matcher(compilePatterns(patterns, { fold: true }), globOf)(pathKey(path, MODE_FILE)),
    )
    expect(tables.flatMap((table) => table.names)).toEqual(names)
  })

  test('the names are plain paths from the folder of the lock, which git can be asked for', () => {
    for (const { names } of lockfilesIfBeside)
      for (const name of names) expect(name).toMatch(/^(?!\/)(?!.*\.\.)[A-Za-z0-9._/-]+$/)
  })
})

test('whose lock file it is', () => {
  expect(rowsOf('web/package-lock.json')).toMatchObject([{ ecosystem: 'npm', tool: 'npm' }])
  expect(rowsOf('manifest.toml').map(({ tool }) => tool)).toEqual(['Gleam', 'Pkg'])
  expect(rowsOf('src/index.ts')).toEqual([])
})

test.each(lockfiles.map((row) => [row.tool, row] as const))('every pattern of %s means something', (_, row) => {
  for (const pattern of row.patterns) {
    expect(patternFault(pattern)).toBeNull()
    for (const alternative of braceExpand(pattern)) {
      const path = alternative
        .replace(/^(?:\*\*)?\//, '')
        .replace('/**/', '/')
        .replace(/\/$/, '/x')
        .replaceAll('*', 'x')
      expect(rowsOf(path), path).toContain(row)
    }
  }
})

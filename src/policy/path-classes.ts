import type { PathClass } from '../packet.ts'
import { globOf } from './globs.ts'
import { lockfilePatterns } from './lockfiles.ts'
import { matcher } from './match.ts'
import { packs } from './packs.ts'
import { pathKey } from './path-key.ts'
import { compilePatterns } from './patterns.ts'

const list = (patterns: string): readonly string[] => patterns.trim().split(/\s+/)

/** What people write down of packages, and a lock follows. */
const MANIFESTS = list(`
  package.json deno.{json,jsonc} jsr.json Cargo.toml go.mod go.work pyproject.toml Pipfile setup.{py,cfg}
  requirements*.{txt,in} constraints*.txt environment.{yml,yaml} conda.{yml,yaml} pixi.toml Gemfile gems.rb *.gemspec
  composer.json build.gradle build.gradle.kts settings.gradle settings.gradle.kts libs.versions.toml pom.xml build.sbt
  deps.edn project.clj *.{csproj,fsproj,vbproj} packages.config Directory.Packages.props paket.dependencies
  Package.swift Podfile Cartfile pubspec.yaml mix.exs rebar.config *.cabal cabal.project stack.yaml package.yaml
  dub.{json,sdl} *.nimble shard.yml build.zig.zon alire.toml Project.toml DESCRIPTION flake.nix conanfile.{txt,py}
  vcpkg.json MODULE.bazel WORKSPACE Chart.yaml .gitmodules
`)

const CODE =
  '{js,jsx,ts,tsx,mjs,cjs,mts,cts,py,go,rs,rb,php,java,kt,scala,groovy,cs,swift,ex,exs,dart,c,cc,cpp,h,hpp,sh}'

/** By the conventions of each language's tools. What tests are compared with counts as well. */
const TESTS = list(`
  __tests__/ **/{test,tests,spec,e2e,cypress}/**/*.${CODE} *.{test,spec,cy,e2e,e2e-spec}.{js,jsx,ts,tsx,mjs,cjs,mts,cts}
  *.test-d.ts test_*.py *_test.py conftest.py *_test.go **/src/{test,androidTest,integrationTest}/
  *{Test,Tests,IT,Spec}.{java,kt,scala,groovy} *Suite.scala *{Test,Tests,Spec,Specs}.cs *_{spec,test}.rb
  **/features/**/*.feature *Test.php *Tests.swift *_test.exs *_test.dart *_{test,unittest}.{cc,cpp} *.bats
  __snapshots__/ *.snap *.ambr *.approved.* *.verified.* *.golden
`)

type Patterns = { readonly patterns: readonly string[]; readonly except?: readonly string[] }

const NAMED: Readonly<Partial<Record<PathClass, Patterns>>> = {
  lockfiles: { patterns: lockfilePatterns },
  dependencies: { patterns: MANIFESTS },
  tests: { patterns: TESTS },
}

const CLASSES: readonly PathClass[] = [
  'secrets',
  'production-data',
  'policy',
  'hooks',
  'agents',
  'ci',
  'deploy',
  'auth',
  'billing',
  'migrations',
  'lockfiles',
  'dependencies',
  'tests',
  'quality',
  'governance',
  'editor',
  'generated',
]

/**
 * Makes a function that says what a path is for a reviewer, by the lists that precheck keeps and whatever the policy of the
 * repository guards. Patterns are compiled once.
 */
export function pathClassReader(): (path: string, mode: string) => readonly PathClass[] {
  const tests = CLASSES.map((name) => {
    const { patterns, except = [] } = NAMED[name] ?? packs[name]!
    return {
      name,
      match: matcher(compilePatterns(patterns, { fold: true }), globOf),
      except: matcher(compilePatterns(except, { fold: false }), globOf),
    }
  })
  return (path, mode) => {
    const key = pathKey(path, mode)
    return tests.flatMap(({ name, match, except }) => (match(key) && !except(key) ? [name] : []))
  }
}

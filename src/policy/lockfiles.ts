/** Files by which one tool decides which code is downloaded and run. */
export interface LockFile {
  readonly ecosystem: string
  readonly tool: string
  /** In gitignore's sense. */
  readonly patterns: readonly string[]
  /** What people edit and the lock follows. In tier 3, where one must lie beside the lock: paths from its folder. */
  readonly manifests: readonly string[]
  /** 1: common. 2: rarer. 3: a name that others use too. */
  readonly tier: 1 | 2 | 3
}

/** Tool, its patterns, its manifests. */
type Row = readonly [tool: string, patterns: string, manifests: string]

function rows(ecosystem: string, tier: LockFile['tier'], table: readonly Row[]): readonly LockFile[] {
  return table.map(([tool, patterns, manifests]) => ({
    ecosystem,
    tool,
    patterns: patterns.split(' '),
    manifests: manifests.split(' '),
    tier,
  }))
}

/**
 * Every lock file that precheck knows, and beside them the settings that change what is downloaded or run without a
 * word in a lock: registries, resolvers, wrappers, patches of packages. (Manifests do so too; but people change those
 * all day.) The names are those in the tools' own sources and in Linguist, Renovate, Dependabot, Trivy and Syft.
 */
export const lockfiles: readonly LockFile[] = [
  ...rows('npm', 1, [
    ['npm', 'package-lock.json npm-shrinkwrap.json', 'package.json'],
    ['Yarn', 'yarn.lock', 'package.json'],
    ['pnpm', 'pnpm-lock.yaml', 'package.json pnpm-workspace.yaml'],
    ['Bun', 'bun.lock bun.lockb', 'package.json'],
  ]),
  ...rows('npm', 2, [
    ['npm, hidden in node_modules', '**/node_modules/.package-lock.json', 'package.json'],
    ['npm settings', '.npmrc', 'package.json'],
    ['Yarn settings', '.yarnrc .yarnrc.yml', 'package.json'],
    [
      'Yarn resolver and programs',
      '.pnp.{js,cjs,mjs,loader.mjs,data.json} **/.yarn/{releases,plugins,patches}/',
      'package.json',
    ],
    ['pnpm by branch', 'pnpm-lock.*.yaml', 'package.json'],
    ['pnpm before 3, Rush', 'shrinkwrap.yaml', 'package.json'],
    ['pnpm settings', 'pnpm-workspace.yaml .pnpmfile.{js,cjs,mjs}', 'package.json'],
    // `left-pad+1.3.0.patch` is patch-package's, `left-pad@1.3.0.patch` pnpm's and Bun's. Other patches are nobody's.
    ['patches of packages', '**/patches/*{+,@}*.patch', 'package.json'],
    ['Rush', '/common/config/rush/', 'rush.json'],
    ['Bun settings', 'bunfig.toml', 'package.json'],
    ['vlt', 'vlt-lock.json', 'package.json'],
    ['aube', 'aube-lock.yaml', 'package.json'],
  ]),
  ...rows('npm', 3, [['JSPM', 'importmap.lock', 'importmap.js package.json config/importmap.rb']]),
  ...rows('deno', 1, [['Deno', 'deno.lock', 'deno.json deno.jsonc package.json']]),
  ...rows('meteor', 2, [['Meteor', '**/.meteor/versions', '.meteor/packages']]),
  ...rows('cargo', 1, [['Cargo', 'Cargo.lock', 'Cargo.toml']]),
  ...rows('cargo', 2, [
    ['Cargo settings', '**/.cargo/config **/.cargo/config.toml', 'Cargo.toml'],
    ['crate_universe', 'cargo-bazel-lock.json Cargo.Bazel.lock', 'MODULE.bazel WORKSPACE'],
    ['cargo-vet', '**/supply-chain/imports.lock', 'supply-chain/config.toml'],
  ]),
  ...rows('go', 1, [
    // go.mod names exact versions, and its `replace` lines need none in go.sum.
    ['Go modules', 'go.sum go.mod', 'go.mod'],
    ['Go workspaces', 'go.work.sum go.work', 'go.work'],
  ]),
  ...rows('go', 2, [
    ['Go vendoring', '**/vendor/modules.txt', 'go.mod'],
    ['dep, glide', 'Gopkg.lock glide.lock', 'Gopkg.toml glide.yaml'],
    ['Godeps', '**/Godeps/Godeps.json', 'Godeps/Godeps.json'],
  ]),
  ...rows('pypi', 1, [
    ['Poetry', 'poetry.lock', 'pyproject.toml'],
    ['PDM', 'pdm.lock', 'pyproject.toml'],
    ['uv', 'uv.lock', 'pyproject.toml'],
    ['Pipenv', 'Pipfile.lock', 'Pipfile'],
    ['PEP 751', 'pylock.toml pylock.*.toml', 'pyproject.toml'],
  ]),
  ...rows('pypi', 2, [
    ['pip and uv settings', 'pip.conf uv.toml poetry.toml', 'pyproject.toml'],
    ['uv scripts', '*.py.lock', '*.py'],
    [
      'Rye, pip-compile',
      'requirements.lock requirements-dev.lock requirements*_lock.txt requirements*.lock.txt',
      'pyproject.toml requirements.in',
    ],
    ['Pants', '**/3rdparty/**/*.lock', 'pants.toml'],
  ]),
  ...rows('pypi', 3, [
    ['pip-compile', 'requirements*.txt constraints*.txt', 'requirements.in requirements-dev.in dev-requirements.in'],
    ['Pants', '*-default.lock', 'pants.toml'],
  ]),
  ...rows('conda', 1, [
    ['conda-lock', 'conda-lock.yml *.conda-lock.yml conda-*.lock', 'environment.yml pyproject.toml'],
    ['pixi', 'pixi.lock', 'pixi.toml pyproject.toml'],
  ]),
  ...rows('gradle', 1, [
    ['Gradle', 'gradle.lockfile buildscript-gradle.lockfile settings-gradle.lockfile', 'build.gradle build.gradle.kts'],
    ['Gradle before 7', '**/gradle/dependency-locks/*.lockfile', 'build.gradle'],
    ['Gradle verification', '**/gradle/verification-{metadata.xml,keyring.gpg,keyring.keys}', 'settings.gradle'],
  ]),
  ...rows('gradle', 2, [
    ['Gradle wrapper', 'gradle-wrapper.{jar,properties} gradlew gradlew.bat', 'settings.gradle'],
    ['gradle-consistent-versions', 'versions.lock', 'versions.props'],
  ]),
  ...rows('gradle', 3, [['Nebula', 'dependencies.lock global.lock', 'build.gradle build.gradle.kts']]),
  ...rows('maven', 2, [['Maven wrapper and extensions', '.mvn/ mvnw mvnw.cmd', 'pom.xml']]),
  ...rows('maven', 3, [['maven-lockfile', 'lockfile.json', 'pom.xml']]),
  ...rows('bazel', 1, [
    ['bzlmod', 'MODULE.bazel.lock', 'MODULE.bazel'],
    ['rules_jvm_external', '*maven_install.json', 'MODULE.bazel WORKSPACE'],
  ]),
  ...rows('sbt', 2, [['sbt-dependency-lock', '*.sbt.lock', 'build.sbt']]),
  ...rows('clojure', 2, [['clj-nix', 'deps-lock.json', 'deps.edn']]),
  ...rows('nuget', 1, [
    ['NuGet', 'packages.lock.json packages.*.lock.json', '*.csproj Directory.Packages.props'],
    ['Paket', 'paket.lock', 'paket.dependencies'],
  ]),
  ...rows('nuget', 2, [['NuGet sources', 'nuget.config', '*.csproj']]),
  ...rows('nuget', 3, [['project.json', 'project.lock.json', 'project.json']]),
  ...rows('unity', 1, [['Unity', '**/Packages/packages-lock.json', 'Packages/manifest.json']]),
  ...rows('rubygems', 1, [
    ['Bundler', 'gems.locked Gemfile*.lock *.gemfile.lock', 'Gemfile gems.rb gemfiles/*.gemfile'],
  ]),
  ...rows('rubygems', 2, [
    ['Bundler settings', '**/.bundle/config', 'Gemfile'],
    ['RBS collection', 'rbs_collection.lock.yaml', 'rbs_collection.yaml'],
  ]),
  ...rows('composer', 1, [['Composer', 'composer.lock', 'composer.json']]),
  ...rows('composer', 2, [['Symfony Flex', 'symfony.lock', 'composer.json']]),
  ...rows('cpan', 2, [['Carton', 'cpanfile.snapshot carton.lock', 'cpanfile']]),
  ...rows('hex', 1, [
    ['Mix', 'mix.lock', 'mix.exs'],
    ['Rebar3', 'rebar.lock rebar.config.lock', 'rebar.config'],
  ]),
  // Without case this is Julia's name, and a common one: the manifest beside it decides.
  ...rows('hex', 3, [['Gleam', 'manifest.toml', 'gleam.toml']]),
  ...rows('julia', 3, [['Pkg', 'Manifest.toml', 'Project.toml JuliaProject.toml']]),
  ...rows('julia', 1, [['Pkg', 'JuliaManifest.toml Manifest-v*.toml JuliaManifest-v*.toml', 'Project.toml']]),
  ...rows('commonlisp', 2, [['Qlot, CLPM', 'qlfile.lock clpmfile.lock', 'qlfile clpmfile']]),
  ...rows('swift', 1, [['SwiftPM', 'Package.resolved .package.resolved', 'Package.swift']]),
  ...rows('cocoapods', 1, [['CocoaPods', 'Podfile.lock **/Pods/Manifest.lock', 'Podfile']]),
  ...rows('carthage', 1, [['Carthage', 'Cartfile.resolved', 'Cartfile']]),
  ...rows('pub', 1, [['Dart, Flutter', 'pubspec.lock', 'pubspec.yaml']]),
  ...rows('hackage', 1, [
    ['cabal', 'cabal.project.freeze cabal.project.*.freeze', 'cabal.project'],
    ['Stack', 'stack*.yaml.lock', 'stack.yaml'],
  ]),
  ...rows('hackage', 2, [['cabal sandboxes', 'cabal.config', '*.cabal']]),
  ...rows('opam', 2, [['opam, dune', '*.opam.locked dune.lock dune-workspace.lock', '*.opam dune-project']]),
  ...rows('esy', 2, [['esy', 'esy.lock *.esy.lock', 'esy.json package.json']]),
  // Exact versions of all packages, in an application.
  ...rows('elm', 2, [['Elm', 'elm.json', 'elm.json']]),
  ...rows('purescript', 2, [['Spago', 'spago.lock', 'spago.yaml']]),
  ...rows('lean', 1, [['Lake', 'lake-manifest.json', 'lakefile.toml lakefile.lean']]),
  ...rows('conan', 1, [['Conan', 'conan*.lock', 'conanfile.txt conanfile.py']]),
  ...rows('vcpkg', 3, [['vcpkg', 'vcpkg-configuration.json vcpkg-lock.json', 'vcpkg.json']]),
  ...rows('cmake', 2, [['CPM.cmake', 'cpm-package-lock.cmake package-lock.cmake', 'CMakeLists.txt']]),
  ...rows('xmake', 2, [['xmake', 'xmake-requires.lock xmake-addons.lock', 'xmake.lua']]),
  ...rows('spack', 2, [['Spack', 'spack.lock', 'spack.yaml']]),
  ...rows('esp-idf', 3, [['component manager', 'dependencies.lock', 'idf_component.yml main/idf_component.yml']]),
  ...rows('meson', 2, [['Meson', '**/subprojects/*.wrap', 'meson.build']]),
  ...rows('d', 1, [['dub', 'dub.selections.json', 'dub.json dub.sdl']]),
  ...rows('nim', 1, [['nimble, atlas', 'nimble.lock atlas.lock', '*.nimble']]),
  ...rows('crystal', 1, [['shards', 'shard.lock', 'shard.yml']]),
  // Zig has no lock: the hashes stand in the manifest.
  ...rows('zig', 2, [['Zig', 'build.zig.zon build.zig.zon2json-lock', 'build.zig.zon']]),
  ...rows('ada', 2, [['Alire', 'alire.lock', 'alire.toml']]),
  ...rows('janet', 2, [['jpm', 'lockfile.jdn', 'project.janet']]),
  ...rows('scheme', 2, [['Akku', 'Akku.lock', 'Akku.manifest']]),
  ...rows('pony', 3, [['corral', 'lock.json', 'corral.json']]),
  ...rows('r', 1, [['renv', 'renv.lock', 'renv/settings.json']]),
  ...rows('r', 2, [['packrat, rv, pak', '**/packrat/packrat.lock rv.lock pkg.lock', 'rproject.toml DESCRIPTION']]),
  ...rows('dvc', 2, [['DVC', 'dvc.lock', 'dvc.yaml']]),
  ...rows('dbt', 2, [['dbt', 'package-lock.yml', 'packages.yml dependencies.yml']]),
  ...rows('lua', 2, [['LuaRocks, lux', 'luarocks.lock lux.lock', '*.rockspec lux.toml']]),
  ...rows('roblox', 2, [['Wally, Pesde, Rotriever', 'wally.lock pesde.lock rotriever.lock', 'wally.toml pesde.toml']]),
  ...rows('neovim', 2, [['lazy.nvim, vim.pack', 'lazy-lock.json nvim-pack-lock.json', 'init.lua']]),
  ...rows('evm', 2, [['Foundry, Soldeer', 'foundry.lock soldeer.lock', 'foundry.toml']]),
  ...rows('move', 2, [['Move', 'Move.lock', 'Move.toml']]),
  ...rows('cairo', 2, [['Scarb', 'Scarb.lock', 'Scarb.toml']]),
  ...rows('contracts', 2, [
    [
      'Forc, Leo, Aiken, Mops',
      'Forc.lock leo.lock aiken.lock mops.lock',
      'Forc.toml program.json aiken.toml mops.toml',
    ],
  ]),
  ...rows('nix', 1, [['flakes', 'flake.lock', 'flake.nix']]),
  ...rows('nix', 2, [
    ['niv, npins, lon, devenv', '**/{nix,npins}/sources.json lon.lock devenv.lock', 'devenv.yaml lon.nix'],
  ]),
  ...rows('devbox', 1, [['Devbox, Flox', 'devbox.lock **/.flox/env/manifest.lock', 'devbox.json']]),
  ...rows('mise', 1, [['mise', 'mise.lock mise.*.lock .mise.lock', 'mise.toml']]),
  ...rows('proto', 2, [['proto, aqua', '.protolock {,.}aqua-checksums.json', '.prototools aqua.yaml']]),
  ...rows('homebrew', 2, [['brew bundle', 'Brewfile.lock.json', 'Brewfile']]),
  ...rows('devcontainer', 1, [['features', '{,.}devcontainer-lock.json', '.devcontainer/devcontainer.json']]),
  ...rows('terraform', 1, [['Terraform, OpenTofu', '.terraform.lock.hcl', '*.tf']]),
  ...rows('helm', 1, [
    ['Helm', 'Chart.lock **/charts/**/requirements.lock', 'Chart.yaml requirements.yaml'],
    ['helmfile', '*helmfile*.lock', 'helmfile.yaml'],
  ]),
  ...rows('carvel', 1, [['vendir, imgpkg', 'vendir.lock.yml **/.imgpkg/images.yml', 'vendir.yml']]),
  ...rows('jsonnet', 1, [['jsonnet-bundler', 'jsonnetfile.lock.json', 'jsonnetfile.json']]),
  ...rows('chef', 2, [
    ['Berkshelf, Policyfile, InSpec', 'Berksfile.lock *Policyfile.lock.json inspec.lock', 'Berksfile Policyfile.rb'],
  ]),
  ...rows('puppet', 2, [['librarian-puppet', 'Puppetfile.lock', 'Puppetfile']]),
  ...rows('yocto', 2, [['kas', 'kas*.lock.{yml,yaml}', 'kas.yml']]),
  ...rows('buf', 1, [['Buf', 'buf.lock', 'buf.yaml']]),
  ...rows('wasm', 2, [['wkg', 'wkg.lock', 'wkg.toml']]),
  ...rows('pkl', 2, [['Pkl', 'PklProject.deps.json', 'PklProject']]),
  ...rows('kcl', 2, [['KCL', 'kcl.mod.lock', 'kcl.mod']]),
  ...rows('apko', 2, [['apko', 'apko.lock.json *.apko.lock.json', 'apko.yaml']]),
  ...rows('dagger', 2, [['Dagger', 'dagger.lock **/.dagger/lock', 'dagger.json']]),
  ...rows('ballerina', 3, [['Ballerina', 'Dependencies.toml', 'Ballerina.toml']]),
  ...rows('atlas', 1, [['Atlas migrations', 'atlas.sum', 'atlas.hcl']]),
  ...rows('prisma', 2, [['Prisma', 'migration_lock.toml', 'schema.prisma']]),
  ...rows('github-actions', 1, [
    ['GitHub Actions', '.github/workflows/actions.lock .github/actions.lock.json', '.github/workflows/*.yml'],
    ['gh-aw', '.github/workflows/*.lock.yml .github/aw/actions-lock.json', '.github/workflows/*.md'],
  ]),
  ...rows('agents', 1, [
    ['skills, apm, MCP', '{skills,mcp,.mcp}-lock.json .skill-lock.json apm.lock apm.lock.yaml', 'apm.yml .mcp.json'],
  ]),
  ...rows('codegen', 2, [['Kiota', 'kiota-lock.json', 'openapi.*']]),
]

/** What is a lock file wherever it lies. */
export const lockfilePatterns: readonly string[] = lockfiles.flatMap(({ tier, patterns }) =>
  tier === 3 ? [] : patterns,
)

/** What is a lock file only if one of some names lies beside it: `manifest.toml` is Julia's, Gleam's, or nobody's. */
export const lockfilesIfBeside: readonly { readonly patterns: readonly string[]; readonly names: readonly string[] }[] =
  lockfiles.flatMap(({ tier, patterns, manifests }) => (tier === 3 ? [{ patterns, names: manifests }] : []))

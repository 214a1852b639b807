import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const SRC = fileURLToPath(new URL('../src', import.meta.url))

/**
 * What each part of `src/` may import: other parts by folder or file, `node:` for Node's built-ins, and packages by name.
 * `type:` allows types only, which cost nothing and run nothing. The first law whose pattern fits a file holds.
 */
const LAWS: readonly { readonly files: RegExp; readonly may: readonly string[]; readonly why: string }[] = [
  { files: /^change\.ts$/, may: [], why: 'the facts know nobody' },
  { files: /^default-branches\.ts$/, may: [], why: 'names are words' },
  { files: /^visible\.ts$/, may: [], why: 'showing text needs only text' },
  { files: /^finding\.ts$/, may: ['type:change.ts'], why: 'a finding is data about a change' },
  { files: /^errors\.ts$/, may: [], why: 'errors are words' },
  { files: /^exit-code\.ts$/, may: ['type:finding.ts'], why: 'the exit status is a function of the verdict' },
  { files: /^version\.ts$/, may: ['../package.json'], why: 'one place knows the version' },
  {
    files: /^rules\/rule\.ts$/,
    may: ['type:change.ts', 'type:finding.ts', 'type:policy/policy.ts'],
    why: 'what a rule is',
  },
  { files: /^rules\/index\.ts$/, may: ['rules/'], why: 'the one ordered list' },
  {
    files: /^rules\//,
    may: [
      'change.ts',
      'visible.ts',
      'rules/rule.ts',
      'policy/near-miss.ts',
      'policy/effect-words.ts',
      'policy/given-trailers.ts',
      'policy/rollback-path.ts',
      'policy/trailer-values.ts',
      'policy/open-guards.ts',
      'policy/requests.ts',
      'policy/suspicion.ts',
      'policy/waiting-words.ts',
      'type:policy/policy.ts',
    ],
    why: 'a rule is pure and knows no other rule',
  },
  {
    files: /^policy\/(load|named|kept)\.ts$/,
    may: ['node:', 'change.ts', 'digest.ts', 'errors.ts', 'type:finding.ts', 'git/', 'policy/', 'rules/index.ts'],
    why: 'edges of the policy: they read it from git and from files',
  },
  {
    files: /^policy\/here\.ts$/,
    may: ['errors.ts', 'git/', 'policy/load.ts', 'collect/hook/hook-policy.ts'],
    why: 'an edge: it finds the policy for work by hand where hooks find theirs',
  },
  {
    files: /^policy\/(globs|pattern-syntax)\.ts$/,
    may: ['minimatch', 'visible.ts', 'policy/'],
    why: 'the two places that use the glob library: matching, and reading patterns',
  },
  {
    files: /^policy\/(parse|read-tree)\.ts$/,
    may: ['yaml', 'policy/', 'visible.ts'],
    why: 'the one place that reads YAML',
  },
  {
    files: /^policy\/requests\.ts$/,
    may: ['type:change.ts', 'git/quoted-path.ts'],
    why: 'pure: a request names a path as git prints it',
  },
  {
    files: /^policy\/path-classes\.ts$/,
    may: ['type:packet.ts', 'policy/'],
    why: 'what a path is for a reviewer, by the same lists that policies use',
  },
  {
    files: /^policy\//,
    may: ['change.ts', 'default-branches.ts', 'grouped.ts', 'visible.ts', 'type:finding.ts', 'policy/'],
    why: 'decoding and matching are pure',
  },
  {
    files: /^agents\//,
    may: ['type:change.ts', 'visible.ts', 'agents/'],
    why: 'signs of an agent are tables and pure functions',
  },
  { files: /^ref-law\.ts$/, may: ['policy/fold.ts', 'visible.ts'], why: 'what no server takes is told by names alone' },
  {
    files: /^refused-ref\.ts$/,
    may: ['finding.ts', 'fingerprint.ts', 'type:ref-law.ts'],
    why: 'a report about a ref of which nothing was judged',
  },
  { files: /^grouped\.ts$/, may: [], why: 'putting values together needs only values' },
  { files: /^digest\.ts$/, may: ['node:crypto', 'node:module'], why: 'the one place that loads what digests need' },
  { files: /^fingerprint\.ts$/, may: ['type:change.ts', 'digest.ts'], why: 'a digest of a finding' },
  {
    files: /^remedy\.ts$/,
    may: [
      'type:change.ts',
      'type:finding.ts',
      'git/pathspec.ts',
      'git/quoted-path.ts',
      'policy/requests.ts',
      'type:policy/policy.ts',
      'type:rules/rule.ts',
    ],
    why: 'pure',
  },
  {
    files: /^packet\.ts$/,
    may: ['type:change.ts', 'type:finding.ts', 'type:packages/compare.ts', 'type:policy/policy.ts', 'type:remedy.ts'],
    why: 'the facts of a packet are data about a change',
  },
  { files: /^review\//, may: ['review/'], why: 'what to look for in a change is tables and pure functions of text' },
  {
    files: /^evaluate\.ts$/,
    may: [
      'type:change.ts',
      'type:finding.ts',
      'fingerprint.ts',
      'remedy.ts',
      'git/message.ts',
      'type:policy/policy.ts',
      'type:rules/rule.ts',
    ],
    why: 'the join of facts, policy and rules, without effects',
  },
  {
    files:
      /^git\/(message|message-tail|trailers|trailer-block|path-bytes|commit-object|quoted-path|raw-commit|raw-tree|pathspec|ref-updates)\.ts$/,
    may: ['change.ts', 'errors.ts', 'git/'],
    why: 'parsers beside the door to git, pure',
  },
  {
    files: /^git\/write\.ts$/,
    may: ['node:', 'simple-git', 'errors.ts', 'type:git/process.ts', 'git/'],
    why: 'the door for changes',
  },
  { files: /^git\//, may: ['node:', 'type:change.ts', 'digest.ts', 'errors.ts', 'git/'], why: 'the only doors to git' },
  {
    files: /^collect\//,
    may: [
      'node:',
      'change.ts',
      'default-branches.ts',
      'digest.ts',
      'errors.ts',
      'grouped.ts',
      'type:finding.ts',
      'agents/',
      'collect/',
      'git/',
      'packages/',
      'type:packet.ts',
      'policy/',
      'review/',
      'signoff/',
      'rules/index.ts',
      'type:rules/rule.ts',
      'evaluate.ts',
      'remedy.ts',
      'ref-law.ts',
      'refused-ref.ts',
      'version.ts',
    ],
    why: 'facts are gathered and handed to the engine here',
  },
  {
    files: /^report\/sarif\.ts$/,
    may: ['type:sarif', 'finding.ts', 'visible.ts', 'report/'],
    why: "a reporter, which the types of SARIF's schema hold to its form",
  },
  {
    files: /^report\/packet-template\.ts$/,
    may: ['mustache'],
    why: 'the one place that fills in templates',
  },
  {
    files: /^report\/packet-squash\.ts$/,
    may: [
      'type:change.ts',
      'type:finding.ts',
      'type:packet.ts',
      'type:policy/policy.ts',
      'git/message.ts',
      'policy/trailer-values.ts',
      'visible.ts',
      'report/',
    ],
    why: 'a message is written by what the policy takes for a value, and by how git stores it; pure',
  },
  {
    files: /^report\/packet-rollback\.ts$/,
    may: ['type:packet.ts', 'policy/rollback-path.ts', 'policy/trailer-values.ts', 'report/packet-said.ts'],
    why: 'a way back that a commit claims is read as the check reads it; pure',
  },
  {
    files: /^report\/packet-tests\.ts$/,
    may: ['policy/trailer-values.ts', 'review/'],
    why: 'what a commit says of its tests is read as the check reads it; pure',
  },
  {
    files: /^report\/packet[a-z-]*\.ts$/,
    may: [
      'finding.ts',
      'change.ts',
      'grouped.ts',
      'visible.ts',
      'type:packet.ts',
      'type:packages/compare.ts',
      'packages/words.ts',
      'review/',
      'signoff/state-words.ts',
      'report/',
    ],
    why: 'a packet is made of facts about a change, and is a string all the same',
  },
  {
    files: /^report\//,
    may: ['finding.ts', 'change.ts', 'visible.ts', 'report/'],
    why: 'reporters turn a report into a string',
  },
  {
    files:
      /^install\/(apply|base|gather-installed|look|marked-files|own-files|package-changes|place|recent-authors|server-facts|settings)\.ts$/,
    may: ['node:', 'default-branches.ts', 'digest.ts', 'errors.ts', 'install/', 'git/'],
    why: 'edges of install: what is there, and putting things in place',
  },
  {
    files: /^install\/facts\.ts$/,
    may: [
      ...['node:', 'errors.ts', 'install/', 'git/'],
      ...['policy/decode.ts', 'policy/policy.ts', 'rules/index.ts', 'version.ts'],
    ],
    why: 'the one place that gathers what install decides from',
  },
  {
    files: /^install\/known-keys\.ts$/,
    may: ['node:', 'install/', 'git/', 'signoff/signing-key.ts'],
    why: "an edge: the keys that git's settings name, read as sign-offs read them",
  },
  {
    files: /^install\/signers-block\.ts$/,
    may: ['visible.ts', 'policy/signer-key.ts', 'signoff/signer.ts'],
    why: 'who could sign is told by what decides who may, and is pure',
  },
  {
    files: /^install\/agent-(?:block|notes)\.ts$/,
    may: [
      ...['visible.ts', 'install/', 'type:policy/policy.ts'],
      ...['policy/decode-trailers.ts', 'policy/trailer-values.ts'],
    ],
    why: 'what agents are told of trailers is what the check takes, and is pure',
  },
  {
    files: /^install\//,
    may: ['node:path', 'digest.ts', 'errors.ts', 'visible.ts', 'install/', 'policy/policy.ts', 'type:git/process.ts'],
    why: 'plans are pure',
  },
  {
    files: /^signoff\/(verify|sign|signing-key|program|gpg|spent|waiting|waiting-file)\.ts$/,
    may: ['node:', 'change.ts', 'errors.ts', 'agents/', 'git/', 'policy/', 'signoff/', 'type:finding.ts', 'visible.ts'],
    why: 'edges of sign-offs',
  },
  {
    files: /^signoff\/key-fingerprint\.ts$/,
    may: ['node:', 'digest.ts', 'errors.ts', 'signoff/program.ts', 'visible.ts'],
    why: 'an edge: it looks at a key on disk before anybody has to look at a change',
  },
  {
    files: /^signoff\/surely-forged\.ts$/,
    may: ['node:crypto', 'signoff/ssh-reader.ts'],
    why: 'whether a key can have made a signature is arithmetic; what it needs of Node is no more than that',
  },
  {
    files: /^signoff\//,
    may: [
      'change.ts',
      'type:finding.ts',
      'visible.ts',
      'agents/',
      'signoff/',
      'git/quoted-path.ts',
      'git/path-bytes.ts',
      'git/trailers.ts',
      'policy/open-guards.ts',
      'policy/openpgp.ts',
      'policy/requests.ts',
      'type:policy/policy.ts',
    ],
    why: 'the model of sign-offs is pure',
  },
  {
    files: /^doctor\/finding\.ts$/,
    may: [],
    why: 'what a look finds is words',
  },
  {
    files: /^doctor\//,
    may: [
      'node:fs',
      'node:path',
      'errors.ts',
      'visible.ts',
      'doctor/',
      'git/',
      'install/',
      'policy/here.ts',
      'policy/load.ts',
      'ref-law.ts',
      'policy/signer-key.ts',
      'policy/policy.ts',
      'signoff/program.ts',
    ],
    why: 'edges that look at a clone and change nothing; what install puts there is said by install alone',
  },
  { files: /^packages\//, may: ['yaml', 'visible.ts', 'packages/'], why: 'reading and comparing lock files is pure' },
  {
    files: /^ci\//,
    may: ['change.ts', 'errors.ts', 'visible.ts', 'ci/'],
    why: 'what a CI says is read from an environment and an event that are handed in',
  },
  { files: /^commands\//, may: ['*'], why: 'edges may wire anything' },
  {
    files: /^cli\.ts$/,
    may: ['commands/', 'errors.ts', 'exit-code.ts', 'policy/nearest.ts', 'version.ts', 'visible.ts'],
    why: 'the entry of the binary',
  },
  {
    files: /^start\.ts$/,
    may: ['node:', 'type:cli.ts', 'exit-code.ts', 'version.ts'],
    why: 'what the binary runs first, and must load least',
  },
  { files: /^index\.ts$/, may: ['*'], why: 'the library surface' },
]

interface Import {
  readonly target: string
  readonly typeOnly: boolean
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(SRC, file), 'utf8')
  const found: Import[] = []
  const pattern = /(?:^|\n)(?:import|export)\s+(type\s+)?([^'"`;]*?\s+from\s+)?'([^']+)'|import\('([^']+)'\)/g
  for (const [, type, names, named, lazy] of text.matchAll(pattern)) {
    const specifier = named ?? lazy!
    const target = specifier.startsWith('.') ? relative(SRC, join(SRC, dirname(file), specifier)) : specifier
    const listed = /\{([^}]*)\}/.exec(names ?? '')?.[1]
    const typeOnly =
      type !== undefined ||
      listed?.split(',').every((name) => name.trim() === '' || /^type\s/.test(name.trim())) === true
    found.push({ target, typeOnly })
  }
  return found
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .sort()

const allows = (may: string, { target, typeOnly }: Import): boolean => {
  if (may === '*') return true
  const name = may.startsWith('type:') ? may.slice('type:'.length) : may
  if (name !== may && !typeOnly) return false
  return target === name || ((name.endsWith('/') || name.endsWith(':')) && target.startsWith(name))
}

describe('the import laws', () => {
  it('see imports at all', () => {
    expect(importsOf('rules/index.ts').length).toBeGreaterThan(5)
  })

  for (const file of files) {
    it(`hold for ${file}`, () => {
      const law = LAWS.find(({ files }) => files.test(file))
      expect(law, 'no law covers this file: give it one').toBeDefined()
      const broken = importsOf(file).filter((entry) => !law!.may.some((may) => allows(may, entry)))
      expect(
        broken.map(({ target }) => target),
        law!.why,
      ).toEqual([])
    })
  }

  it('let no file need itself, by whatever way around, for a type or lazily', () => {
    const clear = new Set<string>()
    const circle = (file: string, above: readonly string[]): readonly string[] | null => {
      if (above.includes(file)) return [...above.slice(above.indexOf(file)), file]
      if (clear.has(file)) return null
      for (const { target } of importsOf(file)) {
        const found = files.includes(target) ? circle(target, [...above, file]) : null
        if (found) return found
      }
      clear.add(file)
      return null
    }
    expect(files.map((file) => circle(file, [])).find((found) => found !== null)).toBeUndefined()
  })

  it('are those that src/README.md tells, folder by folder', () => {
    const rows = [...readFileSync(join(SRC, 'README.md'), 'utf8').matchAll(/^\| `(\w+)\/` \|.*\| ([^|]+) \|$/gm)]
    const told = rows.map(([, folder, may]) => [
      folder!,
      [...may!.matchAll(/`(\w+\/)`|\beverything\b/g)].map(([all, part]) => part ?? all).sort(),
    ])
    const lawful = (folder: string) => {
      const own = files
        .filter((file) => file.startsWith(`${folder}/`))
        .map((file) => LAWS.find((law) => law.files.test(file))!)
      const parts = own.flatMap(({ may }) =>
        may.map((part) => (part === '*' ? 'everything' : (/^(?:type:)?(\w+\/)/.exec(part)?.[1] ?? ''))),
      )
      return [...new Set(parts)].filter((part) => part !== '' && part !== `${folder}/`).sort()
    }
    const folders = [...new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]!))]
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(folders.map((folder) => [folder, lawful(folder)])))
  })

  it('let nobody but the edges read the environment, the clock or chance', () => {
    const pure =
      /^(?:ci|rules|policy|report|review|agents|signoff|packages)\/|^(?:change|finding|evaluate|remedy|digest|grouped|fingerprint|ref-law|refused-ref|visible)\.ts$/
    const edges =
      /^policy\/(?:here|load|named|kept)\.ts$|^signoff\/(?:verify|sign|signing-key|program|gpg|spent|waiting|waiting-file)\.ts$/
    const reads = files
      .filter((file) => pure.test(file) && !edges.test(file))
      .filter((file) =>
        /\bprocess\.|Date\.now|new Date\(\)|Math\.random|Intl\.|toLocale/.test(readFileSync(join(SRC, file), 'utf8')),
      )
    expect(reads).toEqual([])
  })

  it('let one file alone reach the network', () => {
    const reaches = files.filter((file) =>
      /\bfetch\(|node:(?:https?|http2|net|tls|dgram|dns)\b/.test(readFileSync(join(SRC, file), 'utf8')),
    )
    expect(reaches).toEqual(['commands/packet-github.ts'])
  })

  it('let only git/ start git', () => {
    const starters = files.filter((file) => /node:child_process/.test(readFileSync(join(SRC, file), 'utf8')))
    // `gh` is asked for a token and a pull request, never for anything of git's.
    expect(starters.filter((file) => !file.startsWith('git/'))).toEqual([
      'commands/packet-github.ts',
      'signoff/program.ts',
    ])
  })
})

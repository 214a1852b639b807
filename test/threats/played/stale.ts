import { AFTER, janeAtHome, LOCK, robin, type Scene, type Setting } from '../scene.ts'
import { BASE, GUARDED, LOCKED, type Play, plan, scene, type Threat } from '../threat.ts'

const TWO: Setting = { policy: 'lockfiles: { action: sign-off, strength: signed, approvals: 2 }\n' }
const BOUND: Setting = { policy: 'lockfiles: { action: sign-off }\n' }

/** A sign-off of the change, after which its commit was amended with these files. */
const amended = (files: Readonly<Record<string, string>>): Play =>
  scene({}, async ({ repository, message }: Scene) => {
    const text = await message()
    for (const [path, content] of Object.entries(files)) repository.write(path, content)
    repository.git('add', '-A')
    repository.git('commit', '-q', '--amend', '--no-edit')
    return [text]
  })

/** The base has got a stricter policy since the branch began. */
const since = (path: string): Play =>
  plan([
    { name: 'start', files: { '.precheck.yml': 'version: 1\n', 'deploy/run': '1\n', 'src/a': '1\n' } },
    { name: 'base', files: { '.precheck.yml': BASE.files!['.precheck.yml']! } },
    { name: 'head', on: ['start'], files: { [path]: '2\n' } },
  ])

/** The branch takes the base in, and whoever does it adds something. */
const updated = (path: string): Play =>
  plan([
    { ...BASE, name: 'start' },
    { name: 'base', files: { 'src/b': '2\n' } },
    { name: 'topic', on: ['start'], files: { 'src/a': '2\n' } },
    { name: 'head', on: ['topic', 'base'], files: { 'src/b': '2\n', [path]: 'new\n' } },
  ])

export const stale: readonly Threat[] = [
  {
    id: 'T59',
    name: 'amended after it was signed off',
    attack: amended({ [LOCK]: `${AFTER}more\n` }),
    by: 'sign-offs/stale',
    twin: amended({ 'src/a': 'other work\n' }),
  },
  { id: 'T61', name: 'a base that went on', attack: since('deploy/run'), by: GUARDED, twin: since('src/a') },
  {
    id: 'T62',
    name: 'new content in the merge that takes the base in',
    attack: updated('deploy/run'),
    by: `head: ${GUARDED} deploy/run`,
    twin: updated('src/new'),
  },
  {
    id: 'T67',
    name: 'one person from two addresses where two people are asked',
    attack: scene(TWO, async ({ message }: Scene) => [await message(), await message({ by: janeAtHome })]),
    by: LOCKED,
    twin: scene(TWO, async ({ message }: Scene) => [await message(), await message({ by: robin, key: 'robin' })]),
  },
  {
    id: 'T68',
    name: 'an agent or a bot that signs off',
    attack: scene(
      { ...BOUND, people: () => "signers: [{ name: Claude, email: ['noreply@anthropic.com'] }]\n" },
      async ({ message }: Scene) => [
        await message({ key: null, by: { name: 'Claude', email: 'noreply@anthropic.com' } }),
      ],
    ),
    by: 'sign-offs/unknown-signer',
    twin: scene(BOUND, async ({ message }: Scene) => [await message({ key: null })]),
  },
]

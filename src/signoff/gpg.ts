import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CouldNotCheck } from '../errors.ts'
import { OPENPGP } from '../policy/openpgp.ts'
import { GPG, type ProgramPlace, runProgram } from './program.ts'

/** Keys that were given to a gpg of our own, and nothing else. */
export interface Keyring {
  /** The one of these keys (`openpgp:<base64>`) by which a detached signature is good; null: by none. */
  readonly signedBy: (data: string | Buffer, signature: Buffer, keys: readonly string[]) => Promise<string | null>
}

/** No configuration, agent, network or trust database: what counts is who the policy lists. */
const OPTIONS = [
  ...['--no-options', '--batch', '--no-tty', '--no-autostart', '--disable-dirmngr', '--no-auto-key-retrieve'],
  ...['--trust-model', 'always', '--no-auto-check-trustdb', '--exit-on-status-write-error', '--status-fd', '1'],
]

/**
 * Makes a home for gpg inside of `place.cwd`, with these keys in it. Whoever takes the folder away takes all of it away:
 * no agent is ever started for it.
 * @throws {CouldNotCheck} when there is no gpg, or it does not work.
 */
export async function openKeyring(place: ProgramPlace, keys: readonly string[]): Promise<Keyring> {
  const home = join(place.cwd, 'gnupg')
  mkdirSync(home, { mode: 0o700 })
  // A gpg that finds none in a new home may write one that asks for a key server of its own, which it then starts.
  writeFileSync(join(home, 'common.conf'), '')
  const run = (args: readonly string[], input: string | Buffer) =>
    runProgram(GPG, place, ['--homedir', home, ...OPTIONS, ...args], input)

  const fingerprints = new Map<string, string>()
  // One after the other, so that each answer tells the one key that it is about.
  for (const key of new Set(keys)) {
    const { stdout } = await run(['--import'], Buffer.from(key.slice(OPENPGP.length), 'base64'))
    const imported = linesOf(stdout, 'IMPORT_OK').map((words) => words[1]!)
    if (imported.length === 1) fingerprints.set(imported[0]!, key)
  }

  let number = 0
  return {
    signedBy: async (data, signature, allowed) => {
      number += 1
      const [signed, text] = [join(place.cwd, `gpg-${number}.sig`), join(place.cwd, `gpg-${number}`)]
      writeFileSync(signed, signature)
      writeFileSync(text, data)
      const { status, stdout, words } = await run(['--verify', signed, text], '')
      // A gpg that has taken the keys works: what it has no word for is no signature, and anybody can put one somewhere.
      if (!stdout.includes('[GNUPG:] ') && fingerprints.size === 0)
        throw new CouldNotCheck(`gpg cannot verify a signature: ${words.split('\n')[0] || `exit status ${status}`}`)
      const key = status === 0 ? fingerprints.get(goodPrimaryKey(stdout) ?? '') : undefined
      return key !== undefined && allowed.includes(key) ? key : null
    },
  }
}

/** SHA-2 and SHA-3 (RFC 9580, section 9.5). Somebody can find two texts that share a digest of the older ones. */
const HASHES = ['8', '9', '10', '11', '12', '14']
/** A signature over bytes as they are. */
const OVER_BYTES = '00'

/**
 * The fingerprint of the primary key that made the one good signature, of gpg's lines for programs (GnuPG's doc/DETAILS):
 *
 *     [GNUPG:] GOODSIG <key id> <user id>
 *     [GNUPG:] VALIDSIG <fingerprint> <date> <seconds> <expires> <version> 0 <algorithm> <hash> <class> <primary key>
 *
 * In the place of GOODSIG stand EXPSIG, EXPKEYSIG, REVKEYSIG, BADSIG or ERRSIG where it is not good, and VALIDSIG may follow
 * those too. Null then, and wherever more than one is spoken of.
 */
function goodPrimaryKey(stdout: string): string | null {
  const bad = ['EXPSIG', 'EXPKEYSIG', 'REVKEYSIG', 'BADSIG', 'ERRSIG', 'KEYREVOKED']
  if (bad.some((word) => linesOf(stdout, word).length > 0)) return null
  const valid = linesOf(stdout, 'VALIDSIG')
  if (linesOf(stdout, 'GOODSIG').length !== 1 || valid.length !== 1) return null
  const [, , , , , , , hash, kind, primary] = valid[0]!
  return HASHES.includes(hash!) && kind === OVER_BYTES ? (primary ?? null) : null
}

/** The words of each line of that kind. */
const linesOf = (stdout: string, kind: string): readonly (readonly string[])[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith(`[GNUPG:] ${kind} `))
    .map((line) => line.split(' ').slice(2))

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../errors.ts'
import { scratchFolder } from '../git/scratch-folder.ts'
import { OPENPGP, readOpenpgpArmor } from '../policy/openpgp.ts'
import { isOpenpgpSignature } from './openpgp-signature.ts'
import { kept, type ProgramPlace, runProgram, SSH_KEYGEN } from './program.ts'
import type { SigningKey } from './signing-key.ts'
import { fromBase64, NAMESPACE, readArmor, readSshSignature } from './ssh-signature.ts'

/** What the programs need to reach an agent, a security key, and a person for a passphrase. */
const KEPT = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'SystemRoot',
  'TMPDIR',
  'TEMP',
  'TERM',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XAUTHORITY',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'SSH_AUTH_SOCK',
  'SSH_ASKPASS',
  'SSH_ASKPASS_REQUIRE',
  'SSH_SK_PROVIDER',
  'GNUPGHOME',
  'GPG_TTY',
]

const STRANGE =
  'ssh-keygen made a signature of a kind that precheck does not know: use an ed25519, ecdsa, rsa or security key'

/**
 * Signs a statement. `say` gets the words of the program as they come; it asks for a passphrase on the terminal itself.
 * A file's path is taken from `place.cwd`. Gives the signature on one line, as `SignOff` has it.
 * @throws {UsageError} in its own words, when it does not sign.
 * @throws {CouldNotCheck} when there is no such program.
 */
export async function sign(
  place: ProgramPlace,
  key: SigningKey,
  statement: string,
  say: (words: string) => void,
): Promise<string> {
  if (key.kind === 'openpgp') return await signWithGpg(place, key, statement, say)
  const { dir, close } = scratchFolder()
  try {
    const file = key.kind === 'file' ? key.path : join(dir, 'key.pub')
    if (key.kind === 'literal') writeFileSync(file, `${key.key}\n`)
    const { status, stdout, words } = await runProgram(
      SSH_KEYGEN,
      { cwd: place.cwd, env: { ...kept(place.env, KEPT), LC_ALL: 'C' } },
      ['-Y', 'sign', '-n', NAMESPACE, '-f', file],
      statement,
      (said) => say(said.replace(/^Signing data on standard input\r?\n/m, '')),
    )
    if (status !== 0) throw new UsageError(`ssh-keygen did not sign: ${words.split('\n').at(-1) || `exit ${status}`}`)
    const signature = readArmor(stdout)
    if (signature === null || readSshSignature(fromBase64(signature)!)?.namespace !== NAMESPACE)
      throw new UsageError(STRANGE)
    return signature
  } finally {
    close()
  }
}

/** Signs as git itself would: with the user's gpg, its settings, its agent and its way to ask for a passphrase. */
async function signWithGpg(
  { cwd, env }: ProgramPlace,
  { program, id }: Extract<SigningKey, { readonly kind: 'openpgp' }>,
  statement: string,
  say: (words: string) => void,
): Promise<string> {
  const gpg = { name: program, missing: `${program} cannot be started, and OpenPGP keys sign with it` }
  const args = ['--detach-sign', '--armor', '--local-user', id]
  const { status, stdout, words } = await runProgram(gpg, { cwd, env: kept(env, KEPT) }, args, statement, say)
  if (status !== 0) throw new UsageError(`gpg did not sign: ${words.split('\n').at(-1) || `exit ${status}`}`)
  const signature = OPENPGP + readOpenpgpArmor(stdout, 'SIGNATURE')
  if (!isOpenpgpSignature(signature)) throw new UsageError(`${program} made no detached signature that precheck knows`)
  return signature
}

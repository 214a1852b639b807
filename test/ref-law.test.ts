import { describe, expect, test } from 'vitest'
import { REF_LAW, type ReceivedRef, refusalOf, type SignOffFault } from '../src/ref-law.ts'
import { precheck } from './commands/in-process.ts'
import { withRepository } from './support/repository.ts'

const DIGEST = 'a'.repeat(64)

const received = (ref: string, more: Partial<ReceivedRef> = {}): ReceivedRef => ({
  ...{
    ref,
    does: 'create',
    isDefault: false,
    becomesDefault: false,
    blocks: false,
    isCommit: true,
    digest: null,
    fault: null,
    takesAway: [],
  },
  ...more,
})

const away = (...paths: readonly string[]) => paths.map((path) => ({ path, entries: ['deploy'] }))

const said = (ref: string, more: Partial<ReceivedRef> = {}) => refusalOf(received(ref, more))?.message ?? null

describe('what no server takes', () => {
  test.each<[string, Partial<ReceivedRef>, string]>([
    ['refs/replace/1234', {}, 'replace'],
    ['refs/replace/1234', { does: 'update' }, 'replace'],
    ['refs/replace', {}, 'replace'],
    ['refs/replace/deep/1234', { isCommit: false }, 'replace'],
    ['refs/heads/HEAD', {}, 'head'],
    ['refs/heads/HEAD', { does: 'update' }, 'head'],
    ['refs/heads/main', { does: 'delete', isDefault: true, blocks: true, isCommit: false }, 'default-branch'],
    ['refs/heads/main', { becomesDefault: true, blocks: true }, 'new-default-branch'],
    [
      'refs/heads/release/1',
      { does: 'delete', blocks: true, isCommit: false, takesAway: away('deploy/run') },
      'takes-away',
    ],
    ['refs/heads/release/1', { blocks: true, isCommit: false }, 'no-commit'],
    ['refs/precheck', {}, 'no-sign-off'],
    ['refs/precheck/other', {}, 'no-sign-off'],
    ['refs/precheck/other', { does: 'delete' }, 'no-sign-off'],
    [`refs/precheck/signoffs/${DIGEST}`, { digest: 'b'.repeat(64) }, 'sign-off-digest'],
    [`refs/precheck/signoffs/${DIGEST}`, {}, 'sign-off-digest'],
    [`refs/precheck/signoffs/${DIGEST.toUpperCase()}`, { digest: DIGEST }, 'sign-off-digest'],
    [`refs/precheck/signoffs/x/${DIGEST}`, { digest: DIGEST }, 'sign-off-digest'],
    ['refs/precheck/signoffs/', { digest: DIGEST }, 'sign-off-digest'],
    [`refs/precheck/signoffs/${DIGEST}`, { does: 'update', digest: DIGEST }, 'sign-off-kept'],
    [`refs/precheck/signoffs/${DIGEST}`, { does: 'delete' }, 'sign-off-kept'],
    // What a file system that ignores case, or unseen characters, takes for the same.
    ['refs/Replace/1234', {}, 'replace'],
    ['refs/repl\u200cace/1234', {}, 'replace'],
    ['refs/heads/head', {}, 'head'],
    [`refs/PreCheck/signoffs/${DIGEST}`, { digest: DIGEST }, 'no-sign-off'],
  ])('%s, %j', (ref, more, message) => expect(said(ref, more)).toBe(message))

  test.each<[SignOffFault, string]>([
    ['many', 'sign-offs-many'],
    ['large', 'sign-off-large'],
    ['not-one', 'sign-off-damaged'],
    ['unsigned', 'sign-off-unsigned'],
    ['no-keys', 'sign-off-no-keys'],
    ['stranger', 'sign-off-stranger'],
    ['bad-signature', 'sign-off-bad-signature'],
    ['other-name', 'sign-off-other-name'],
  ])('a sign-off that is %s, under its own digest', (fault, message) => {
    expect(said(`refs/precheck/signoffs/${DIGEST}`, { digest: DIGEST, fault })).toBe(message)
  })
})

describe('what may be judged, or let be', () => {
  test.each<[string, Partial<ReceivedRef>]>([
    // What is taken away shows the commits as they are.
    ['refs/replace/1234', { does: 'delete' }],
    ['refs/heads/replace/1234', {}],
    ['refs/replacement/1234', {}],
    ['refs/heads/HEAD', { does: 'delete' }],
    ['refs/heads/HEAD/1', {}],
    ['refs/tags/HEAD', {}],
    ['refs/heads/main', { does: 'update', isDefault: true, blocks: true }],
    ['refs/heads/release/1', { does: 'delete', blocks: true, isCommit: false }],
    ['refs/tags/tree', { isCommit: false }],
    ['refs/heads/precheck/signoffs/1', {}],
    [`refs/precheck/signoffs/${DIGEST}`, { digest: DIGEST, isCommit: false }],
  ])('%s, %j', (ref, more) => expect(said(ref, more)).toBe(null))
})

test('names the first paths that a deleted branch would take away, whatever stands in them', () => {
  const takesAway = away('a\u202eb', ...Array.from({ length: 9 }, (_, at) => `deploy/${at}`))
  const { text } = refusalOf(received('refs/heads/release/1', { does: 'delete', blocks: true, takesAway }))!
  expect(text).toContain('gone with this one: a\\u{202E}b (deploy), deploy/0 (deploy), deploy/1 (deploy) and 7 more')
})

test('is explained by the name under which it is found', () =>
  withRepository(async (repository) => {
    expect(await precheck(repository, ['explain', 'refs'])).toEqual({ status: 0, stdout: REF_LAW, stderr: '' })
  }))

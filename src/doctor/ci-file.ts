import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { visible } from '../visible.ts'
import { type Found, look, ok } from './finding.ts'

const FILES = [
  '.gitlab-ci.yml',
  'bitbucket-pipelines.yml',
  'azure-pipelines.yml',
  'Jenkinsfile',
  '.buildkite/pipeline.yml',
]
const FOLDERS = ['.github/workflows', '.forgejo/workflows', '.gitea/workflows', '.gitlab']

/**
 * Whether a CI file runs the range check, and with what it is written down there exactly. Read as text: who writes it in
 * another way is told to look, and nothing is claimed.
 */
export function ciFiles(topLevel: string): readonly Found[] {
  const check = 'CI'
  const running = candidates(topLevel).filter(({ text }) => /\bprecheck(?:\.js|@\S+)?['"]?\s+check\b/.test(text))
  if (running.length === 0) {
    const none = 'no CI file was seen that runs "precheck check": hooks can be skipped, and nothing else looks'
    return [look(check, none, 'run "precheck check --require-policy BASE..HEAD" in your CI, with the whole history')]
  }
  return running.map(({ path, text }) => {
    const name = visible(path, 200)
    const loose = looseIn(text)
    return loose === null ? ok(check, `${name} runs the check, pinned`) : look(check, `${name}: ${loose[0]}`, loose[1])
  })
}

/** CI files of the work tree, without their comments. */
function candidates(topLevel: string): readonly { readonly path: string; readonly text: string }[] {
  const inFolders = FOLDERS.filter((folder) => existsSync(join(topLevel, folder))).flatMap((folder) =>
    readdirSync(join(topLevel, folder))
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .map((name) => `${folder}/${name}`),
  )
  return [...FILES, ...inFolders].flatMap((path) => {
    try {
      return [{ path, text: readFileSync(join(topLevel, path), 'utf8').replace(/(^|\s)(?:#|\/\/).*$/gm, '$1') }]
    } catch {
      return []
    }
  })
}

function looseIn(text: string): readonly [what: string, fix: string] | null {
  if (/\b(?:npx|bunx|dlx)\s+(?!--no-install\b)(?:-\S+\s+)*precheck(?!@\d+\.\d+\.\d+)/.test(text))
    return ['it runs whatever version of precheck is the newest', 'write the version, or use npx --no-install precheck']
  const uses = [...text.matchAll(/\buses:\s*['"]?([^\s'"]+)/g)].map(([, action]) => action!)
  const moving = uses.find(
    (action) => !action.startsWith('./') && !/@(?:[0-9a-f]{40}|[0-9a-f]{64})$|@sha256:/.test(action),
  )
  if (moving !== undefined)
    return [`${visible(moving, 100)} can be moved by others`, 'name actions by the full id of a commit']
  if (uses.some((action) => action.startsWith('actions/checkout@')) && !/fetch-depth:\s*['"]?0\b/.test(text))
    return ['it fetches a part of the history', 'fetch-depth: 0 at the checkout']
  if (!text.includes('--require-policy'))
    return ['without --require-policy a base that has no policy passes', 'add --require-policy']
  return null
}

import { describe, expect, test } from 'vitest'
import { rawCommit } from '../support/example.ts'
import { AFTER, LOCK, outcome, type Scene, type Setting, withScene } from './scene.ts'

const TASK: Setting = {
  policy: `trailers-for: everyone
trailers: { Task-Id: { required: true } }
lockfiles: { action: sign-off, strength: signed }
`,
  plan: [
    { name: 'main', on: ['base'] },
    { name: 'topic', on: ['base'], message: 'Take it\n\nTask-Id: ABC-1\n', files: { [LOCK]: AFTER } },
  ],
}
const PASSES = { verdict: 'pass', found: [], signOffs: ['valid'] }
const OWES = { verdict: 'block', found: ['required-trailers/missing'], signOffs: ['valid'] }

describe('a commit that is nothing but a sign-off owes no trailers', () => {
  test('twin: it is empty, and has no other word', () =>
    withScene(TASK, async (scene) => {
      expect(await outcome(scene, await scene.message())).toEqual(PASSES)
    }))

  test('but when it smuggles a change', () =>
    withScene(TASK, async (scene) => {
      scene.repository.write('src/run.ts', 'run()\n')
      scene.repository.git('add', 'src/run.ts')
      expect(await outcome(scene, await scene.message())).toEqual(OWES)
    }))

  test('but when it only changes a mode', () =>
    withScene(TASK, async (scene) => {
      scene.repository.git('update-index', '--chmod=+x', 'package.json')
      scene.repository.git('reset', '-q', '--hard', rawCommit(scene.repository, await scene.message()))
      expect(await outcome(scene)).toEqual(OWES)
    }))

  test.each<[string, (message: string) => string]>([
    ['a line more at the end', (message) => `${message}\nAnd so on.\n`],
    ['another subject', (message) => message.replace('1 guarded change', '1 guarded change and more')],
    ['another number', (message) => message.replace('1 guarded', '2 guarded')],
    ['another trailer', (message) => `${message}Reviewed-by: Al <al@example.com>\n`],
    ['a line before it', (message) => message.replace('\n\n', '\n\nLooks fine.\n\n')],
    ['no line end', (message) => message.trimEnd()],
  ])('but when it says more, or says it otherwise: %s', (_, change) =>
    withScene(TASK, async (scene) => {
      const raw = rawCommit(scene.repository, change(await scene.message()))
      scene.repository.git('reset', '-q', '--hard', raw)
      expect(await outcome(scene)).toEqual(OWES)
    }),
  )

  test('twin: with what is owed, it may say more', () =>
    withScene(TASK, async (scene) => {
      expect(await outcome(scene, `${await scene.message()}Task-Id: ABC-1\n`)).toEqual(PASSES)
    }))

  test('but when it is a merge that drops what the base has', () =>
    withScene(TASK, async (scene: Scene) => {
      const { repository } = scene
      const message = await scene.message()
      repository.git('checkout', '-q', 'main')
      repository.commit('Elsewhere', { 'notes.txt': 'x\n' })
      repository.git('checkout', '-q', 'topic')
      repository.git('merge', '-q', '-s', 'ours', '-m', message, 'main')
      expect(await outcome(scene)).toEqual(OWES)
    }))
})

describe('a sign-off that was requested', () => {
  const REQUEST = `Take it\n\nTask-Id: ABC-1\nSign-off-requested: ${LOCK}\n`
  const asked: Setting = { ...TASK, plan: [TASK.plan![0]!, { ...TASK.plan![1]!, message: REQUEST }] }

  test('blocks as long as nobody gave it', () =>
    withScene(asked, async (scene) => {
      expect(await outcome(scene)).toEqual({ verdict: 'block', found: ['lockfiles/requested'], signOffs: [] })
    }))

  test('blocks when it was given for other content', () =>
    withScene(asked, async (scene) => {
      const message = await scene.message()
      scene.repository.write(LOCK, `${AFTER}\n`)
      scene.repository.git('add', '-A')
      scene.repository.git('commit', '-q', '--amend', '--no-edit')
      expect(await outcome(scene, message)).toEqual({
        verdict: 'block',
        found: ['lockfiles/requested', 'sign-offs/stale'],
        signOffs: ['stale'],
      })
    }))

  test('twin: passes once it was given', () =>
    withScene(asked, async (scene) => {
      expect(await outcome(scene, await scene.message())).toEqual(PASSES)
    }))
})

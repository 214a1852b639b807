/**
 * Plays a story in temporary repositories: the built binary, real git, real hooks. Prints what a person at a terminal
 * would see, and ends with exit status 1 at the first step that does not behave. `npm run demo` builds and runs it.
 */
import { type Shown, Stage } from './stage.ts'
import { faults } from './step.ts'
import { STORY } from './story.ts'

const say = (text: string) => process.stdout.write(text)

const indented = (text: string, indent: string): string => text.replaceAll(/^(?=.)/gm, indent)

/** Plays the story; false when a step went wrong. */
function play(stage: Stage): boolean {
  let before: Shown = { status: 0, output: '' }
  for (const [index, step] of STORY.entries()) {
    const command = typeof step.types === 'string' ? step.types : step.types(before)
    const shown = stage.type(command, step.who, step.answers ?? null, step.hidesIds)
    const prompt = step.who === 'agent' ? 'agent$ ' : '$ '
    say(`# ${step.says}\n${prompt}${command.replaceAll('\n', `\n${' '.repeat(prompt.length)}`)}\n`)
    say(indented(shown.output.trimEnd() + (shown.output === '' ? '' : '\n'), '  '))
    say(step.exits === 0 ? '\n' : `  (exit status ${shown.status})\n\n`)
    const wrong = faults(step, shown)
    if (wrong.length > 0) {
      say(`FAILED at step ${index + 1}, "${step.says}":\n${wrong.map((fault) => `  ${fault}\n`).join('')}`)
      return false
    }
    step.afterwards?.(stage)
    before = shown
  }
  say(`All ${STORY.length} steps behaved.\n`)
  return true
}

const stage = new Stage(process.cwd())
try {
  process.exitCode = play(stage) ? 0 : 1
} finally {
  stage.close()
}

import { outdatedIn } from '../install/agent-block.ts'
import type { Facts } from '../install/facts.ts'
import { blockIn } from '../install/marked-block.ts'
import { shown } from '../install/shown.ts'
import type { Location } from '../install/step.ts'
import { POLICY_FILE } from '../policy/policy.ts'
import { visible } from '../visible.ts'
import { type Found, look } from './finding.ts'

/** Whether the block for agents still tells them what the policy of the work tree takes. Nothing where it does. */
export function agentNotes(facts: Facts): readonly Found[] {
  const at: Location = `work:${facts.notesFile}`
  const block = blockIn(at, facts.existing.get(at)?.text ?? '')
  if (block === null || facts.trailers === null || !facts.existing.has(`work:${POLICY_FILE}`)) return []
  const { refused, missing } = outdatedIn(block, facts.trailers)
  const faults = [
    ...refused.map((line) => `gives "${visible(line, 80)}" as an example, which ${POLICY_FILE} refuses`),
    ...missing.map((key) => `does not name ${visible(key, 60)}, which ${POLICY_FILE} asks for`),
  ]
  if (faults.length === 0) return []
  return [look('notes for agents', `the block in ${shown(facts, at)} ${faults.join(', and ')}`, 'precheck install')]
}

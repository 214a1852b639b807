import { PACKET_FILE } from '../policy/policy.ts'
import type { Facts } from './facts.ts'
import { shellWord } from './program.ts'

/** How to give a repository a template of its own; null where it has one, or there is none to begin with. */
export function packetPointer({ existing, packetTemplate }: Facts): string | null {
  if (packetTemplate === null || existing.has(`work:${PACKET_FILE}`)) return null
  return `Review packets are made from a template. For one of your own, change a copy, which the policy guards:
  mkdir -p .precheck && cp ${shellWord(packetTemplate)} ${PACKET_FILE}`
}

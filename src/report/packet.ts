import type { PacketFacts } from '../packet.ts'
import { escaped, ours } from './markdown.ts'
import { cutToSize, MOST_CHARACTERS } from './packet-size.ts'
import { fillTemplate, templateFaults } from './packet-template.ts'
import { packetParts, packetView } from './packet-view.ts'

export { MOST_CHARACTERS } from './packet-size.ts'
export { templateFaults } from './packet-template.ts'

export interface PacketOptions {
  /** Text of a template in which `templateFaults` finds nothing. */
  readonly template: string
  /** The most UTF-16 units that the packet may have. */
  readonly most?: number
}

/**
 * The review packet as Markdown, cut to size, the least valuable first. Whatever a change brings stands in code spans and
 * blocks: nothing of it is a mention, a link, an image, a tag or a heading.
 * @throws {RangeError} for a template with faults, or one that leaves no room.
 */
export function renderPacket(facts: PacketFacts, { template, most = MOST_CHARACTERS }: PacketOptions): string {
  const faults = templateFaults(template)
  if (faults.length > 0) throw new RangeError(`the packet's template is wrong: ${faults.join('; ')}`)
  const parts = packetParts(facts)
  const text = cutToSize(most, (sizes, left) => {
    const view = { ...packetView(facts, parts, sizes), left: left.length === 0 ? null : ours(left.join(', ')) }
    return tidy(fillTemplate(template, view, escaped))
  })
  if (text === null) throw new RangeError(`the packet does not fit into ${most} characters`)
  return text
}

/** Sections that are not there leave empty lines behind. */
const tidy = (text: string): string => `${text.replace(/\n{3,}/g, '\n\n').trim()}\n`

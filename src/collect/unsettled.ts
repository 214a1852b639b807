import type { Change } from '../change.ts'

/** What of a change is known only once its commits have been collected, before that. */
export const UNSETTLED: Pick<
  Change,
  'policyFile' | 'basePolicyErrors' | 'signOffs' | 'almostSignOffs' | 'typedSignOffs' | 'messageLint'
> = {
  policyFile: null,
  basePolicyErrors: [],
  signOffs: [],
  almostSignOffs: [],
  typedSignOffs: [],
  messageLint: null,
}

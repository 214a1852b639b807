/** The rules that a sign-off can satisfy, or in a hook a line of the message that asks for one. */
export const SIGN_OFF_RULES: ReadonlySet<string> = new Set(['guarded-paths', 'lockfiles'])

import description from '../package.json' with { type: 'json' }

/** The version of this precheck, as its package says. */
export const VERSION: string = description.version

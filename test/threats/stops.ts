/** What a cell rests on: ids of cases, by what they show. */
export interface Evidence {
  /** Played at this layer, and refused. */
  readonly refused?: readonly string[]
  /** Played at this layer, and let through without a word. */
  readonly passes?: readonly string[]
  /** Commits that were made past a hook which lets nothing through. */
  readonly past?: readonly string[]
  /** Refused at a push, by the local hook. */
  readonly push?: readonly string[]
  /** Found broken by `precheck doctor`. */
  readonly doctor?: readonly string[]
  /** Rows that no test can play, with what users are told of them. */
  readonly told?: readonly string[]
  /** Tests of a server, by their titles. */
  readonly server?: readonly string[]
}

export interface Cell extends Evidence {
  /** As the README shows it. */
  readonly says: string
}

export interface Stops {
  /** As the README shows it. */
  readonly what: string
  readonly hook: Cell
  readonly wall: Cell
}

/** Words by which a cell claims something, and what it then has to rest on. */
export const CLAIMS: readonly (readonly [RegExp, keyof Evidence])[] = [
  [/\bstops\b|needs a sign-off|refuses it|ignores them|ask all|by the traces|ask for `/, 'refused'],
  [/cannot know|cannot tell/, 'passes'],
  [/does not see it|stops most/, 'past'],
  [/the push checks them/, 'push'],
  [/`precheck doctor`/, 'doctor'],
  [/the forge's settings/, 'told'],
  [/\*\*not seen\*\*/, 'server'],
]

const NOTHING: Cell = { says: '—' }

/** What stops what, as the README has it. */
export const TABLE: readonly Stops[] = [
  {
    what: 'forgotten trailers, careless `commit -am`',
    hook: { says: 'stops', refused: ['L1', 'L2'] },
    wall: { says: 'stops', refused: ['T1', 'T54'] },
  },
  {
    what: '`commit --no-verify`, other git programs, web editors, cherry-pick, rebase',
    hook: {
      says: '**does not see it**; the push checks them, and names those made with `-n` that it refuses',
      past: ['T1', 'T2', 'T3', 'T8', 'T10', 'T11', 'T12'],
      push: ['L11'],
    },
    wall: { says: 'stops', refused: ['T1', 'T2', 'T3', 'T8', 'T10', 'T11', 'T12'] },
  },
  {
    what: 'another `core.hooksPath`, hooks deleted or not installed in a clone',
    hook: {
      says: '**does not see it**; `precheck doctor` does',
      past: ['T4', 'T5', 'T6', 'T7', 'T13'],
      doctor: ['T5', 'T6', 'T7', 'T13'],
    },
    wall: {
      says: 'stops; where no hook ran, trailers are asked of agents that the commits name (`everyone` or `unverified` ask all)',
      refused: ['T4', 'T5', 'T6', 'T7', 'T13', 'P37', 'P38'],
    },
  },
  {
    what: 'a change hidden in a merge, a dropped fix (`-s ours`)',
    hook: { says: 'stops most', refused: ['L3', 'L4'], past: ['T11', 'T14'] },
    wall: { says: 'stops', refused: ['T32', 'T33', 'P4', 'P5'] },
  },
  {
    what: 'renames, case and Unicode spellings, submodules hidden by `.gitmodules`',
    hook: { says: 'stops', refused: ['L5', 'L6', 'L7'] },
    wall: { says: 'stops', refused: ['T21', 'T24', 'T25', 'T27'] },
  },
  {
    what: 'replace refs, grafts, drivers and attributes of the repository',
    hook: { says: 'ignores them', refused: ['L8'] },
    wall: { says: 'ignores them', refused: ['T22', 'T28', 'T69', 'T70'] },
  },
  {
    what: 'an agent that hides that it is one',
    hook: { says: '**cannot know**', passes: ['N1'] },
    wall: {
      says: '**cannot know** but by the traces in the commits; `everyone` or `unverified` ask all',
      refused: ['P37', 'P38', 'T46'],
      passes: ['N7'],
    },
  },
  {
    what: 'a typed sign-off (*bound*)',
    hook: { says: "refuses it in an agent's own session", refused: ['L9'] },
    wall: { says: "**cannot tell it from a person's**: ask for `signed`", passes: ['N3'], refused: ['T45'] },
  },
  {
    what: 'a key that an agent can use',
    hook: { says: '**cannot know**', passes: ['N5'] },
    wall: { says: '**cannot know**: ask for `present`', passes: ['N4'], refused: ['P36'] },
  },
  {
    what: 'a false `Tests-Run`',
    hook: { says: '**cannot know**', passes: ['N2'] },
    wall: { says: '**cannot know**: it is shown as claimed', passes: ['N6'] },
  },
  {
    what: 'a change to the CI file that runs the check',
    hook: { says: 'needs a sign-off', refused: ['L10'] },
    wall: {
      says: "needs a sign-off; let the base's copy run, as the workflow does",
      refused: ['T20', 'T75'],
    },
  },
  {
    what: 'a check that is not required, a status set by somebody else',
    hook: NOTHING,
    wall: { says: "**the forge's settings**: require it, from its own app", told: ['T63', 'T64'] },
  },
  {
    what: 'what an administrator writes on the server itself',
    hook: NOTHING,
    wall: {
      says: '**not seen**',
      server: ['what was written on the server itself is not judged, and what comes on top of it is'],
    },
  },
]

/** Whether a text says that a database changes its shape, which taking the code back does not undo. */
export const speaksOfMigration = (text: string): boolean =>
  /\b(?:database|schema|db|sql|data) migrations?\b|\b(?:add|adds|added|create|creates|new|run|runs|write)\b[^.\n]{0,20}\bmigrations?\b|\b(?:add|drop|rename|alter)\w*\b[^.\n]{0,40}\bcolumns?\b[^.\n]{0,40}\btable\b/i.test(
    text,
  )

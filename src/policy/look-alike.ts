// Letters of other scripts that are drawn as a Latin one, and signs that are drawn as one of the three that make a
// trailer: hyphen, colon, equals. Full-width and mathematical letters need no entry, NFKC makes plain ones of them.
const DRAWN_ALIKE: readonly (readonly [string, string])[] = [
  ['АВЕЅІЈКМНОРСТХУԌ', 'ABESIJKMHOPCTXYG'],
  ['аеѕіјкмнорстхуԁһԛԝӏ', 'aesijkmhopctxydhqwl'],
  ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'],
  ['αικνορτυχ', 'aikvoptux'],
  ['ıɡɑոսօ', 'iganuo'],
  ['\u00ad\u02d7\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212', '----------'],
  ['\u02d0\u05c3\u2236\ua789', '::::'],
]

const LATIN = new Map(
  DRAWN_ALIKE.flatMap(([alike, latin]) => [...alike].map((letter, index) => [letter, latin[index]!] as const)),
)

const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu

/**
 * Text as it looks to a reader: letters and signs that are drawn as Latin ones become those, what is not seen goes, any
 * blank is a space. Plain ASCII comes back as it is.
 */
export function asDrawn(text: string): string {
  if (!/[^\0-\x7f]/.test(text)) return text
  const latin = [...text].map((character) => LATIN.get(character) ?? character).join('')
  return latin.normalize('NFKC').replace(UNSEEN, '').replace(/\s/g, ' ')
}

/** The first character that a reader takes for another one or does not see, as `U+0430`; null: all is as it looks. */
export function firstDisguised(text: string): string | null {
  for (const character of text) {
    if (asDrawn(character) === character) continue
    return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
  }
  return null
}

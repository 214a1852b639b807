/** A person as a sign-off names them. */
export interface SignerName {
  readonly name: string
  readonly email: string
}

/** Whether a trailer can hold it as a name, and git would not write it any other way. */
export const isName = (name: string): boolean => name !== '' && name === name.trim() && !/[<>\p{Cc}\p{Cs}]/u.test(name)

/** Whether a trailer, and a line of the statement, can hold it as an address. */
export const isAddress = (email: string): boolean => email !== '' && !/[<>\s\p{Cc}\p{Cs}]/u.test(email)

export const writeSignerName = ({ name, email }: SignerName): string => `${name} <${email}>`

/** Reads `Jane Doe <jane@example.com>`; null when it is anything else. */
export function readSignerName(text: string): SignerName | null {
  const open = text.indexOf(' <')
  if (open < 0 || !text.endsWith('>')) return null
  const signer = { name: text.slice(0, open), email: text.slice(open + 2, -1) }
  return isName(signer.name) && isAddress(signer.email) ? signer : null
}

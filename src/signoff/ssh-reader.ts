/**
 * Reads what SSH writes (RFC 4251), in order: each part as a string with one character for each byte; null at and after
 * the first fault.
 */
export class SshReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  bytes(length: number): string | null {
    if (this.#at + length > this.#bytes.length) {
      this.#at = Number.POSITIVE_INFINITY
      return null
    }
    const start = this.#at
    this.#at += length
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + start, length).toString('latin1')
  }

  number(): number | null {
    const four = this.bytes(4)
    return four === null ? null : fromLatin1(four).readUInt32BE()
  }

  string(): string | null {
    const length = this.number()
    return length === null ? null : this.bytes(length)
  }

  atEnd(): boolean {
    return this.#at === this.#bytes.length
  }
}

export const fromLatin1 = (text: string): Buffer => Buffer.from(text, 'latin1')

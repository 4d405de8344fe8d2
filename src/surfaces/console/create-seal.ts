// Words of this server to itself that others carry: sealed with AES-256-GCM, so that nobody reads, changes or makes them.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

export interface SealDeps {
  /** What the key is made from; whoever knows it can seal. */
  readonly secret: string
  /** What is sealed for one purpose is nothing for another. */
  readonly purpose: string
  readonly nowMs: () => number
}

export interface Seal {
  close(value: unknown, untilMs: number): string
  /** What was sealed; null for what was not sealed with this key, or is over. */
  open(sealed: string): unknown
}

const IV_BYTES = 12
const TAG_BYTES = 16

export function createSeal({ secret, purpose, nowMs }: SealDeps): Seal {
  const key = Buffer.from(hkdfSync('sha256', secret, '', purpose, 32))
  return {
    close(value, untilMs) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      const sealed = Buffer.concat([cipher.update(JSON.stringify({ value, untilMs }), 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')
    },
    open(sealed) {
      const text = decrypt(Buffer.from(sealed, 'base64url'), key)
      if (text === null) return null
      const { value, untilMs } = JSON.parse(text) as { value: unknown; untilMs: number }
      return nowMs() < untilMs ? value : null
    },
  }
}

function decrypt(bytes: Buffer, key: Buffer): string | null {
  if (bytes.length <= IV_BYTES + TAG_BYTES) return null
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8')
  try {
    return text + decipher.final('utf8')
  } catch {
    return null // not one of ours
  }
}

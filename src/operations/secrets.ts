// The secrets of API keys: how one looks, and the hash that stands for it everywhere but in the hands of its owner.
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** 48 hex digits of chance behind a prefix that scanners for leaked secrets can know, and 8 to tell a typing mistake. */
const PATTERN = /^(errand_key_[0-9a-f]{48})([0-9a-f]{8})$/

/** `chance`: 48 hex digits. */
export function renderSecret(chance: string): string {
  const text = `errand_key_${chance}`
  return text + checksum(text)
}

/** False for anything that cannot be the secret of a key; then the store need not be asked. */
export function isSecret(token: string): boolean {
  const [, text = '', sum] = PATTERN.exec(token) ?? []
  return sum !== undefined && checksum(text) === sum
}

/** SHA-256 in hex. It needs no salt and no stretching: a secret has 192 bits of chance. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0')
}

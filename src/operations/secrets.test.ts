import { describe, expect, it } from 'vitest'
import { hashSecret, isSecret, renderSecret } from './secrets.ts'

const secret = renderSecret('0123456789ab'.repeat(4))

describe('the secret of a key', () => {
  it('starts with a known prefix and has nothing that a shell, a URL or a header would change', () => {
    expect(secret).toMatch(/^errand_key_[0-9a-f]{56}$/)
    expect(isSecret(secret)).toBe(true)
  })

  it('with any one character changed, left out or added is none, so the store is not asked', () => {
    for (let index = 0; index < secret.length; index += 1) {
      const [before, after] = [secret.slice(0, index), secret.slice(index + 1)]
      const other = secret[index] === '7' ? '3' : '7'
      for (const mistyped of [before + other + after, before + after, `${before}0${secret.slice(index)}`]) {
        expect([mistyped, isSecret(mistyped)]).toEqual([mistyped, mistyped === secret])
      }
    }
  })

  it('is stored as its SHA-256', () => {
    expect(hashSecret('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })
})

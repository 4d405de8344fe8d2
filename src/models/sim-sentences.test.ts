import { describe, expect, it } from 'vitest'

import { splitSentences } from './sim-sentences.ts'

const texts = (text: string): string[] => splitSentences(text).map((sentence) => sentence.text)

describe('cutting sentences', () => {
  it('takes Markdown noise out and keeps inline code', () => {
    expect(texts('## Setup\n\nUse **bold** and _soft_ [links](https://a.b) with `snake_case_*`.\n> A quote')).toEqual([
      'Use bold and soft links with `snake_case_*`.',
      'A quote.',
    ])
  })

  it('does not split at abbreviations, versions or file names', () => {
    expect(texts('Use a shell, e.g. Bash. Version 1.2.3 reads config.json first. Done.')).toEqual([
      'Use a shell, e.g. Bash.',
      'Version 1.2.3 reads config.json first.',
      'Done.',
    ])
  })

  it('keeps a code block whole, with the sentence before it', () => {
    const code = '```sh\n# not a heading\nnpm i  *x*\n```'
    expect(splitSentences(`Run this:\n\n${code}\n\nThen wait.`)).toMatchObject([
      { text: 'Run this:', code },
      { text: 'Then wait.', code: null },
    ])
  })

  it('closes a code block that an excerpt cuts off', () => {
    expect(splitSentences('Run:\n```sh\nnpm install')[0]?.code).toBe('```sh\nnpm install\n```')
  })

  it('leaves out a code block that ends in the mark of a cut', () => {
    expect(splitSentences('Run this first:\n```sh\nnpm install...')).toMatchObject([
      { text: 'Run this first:', code: null },
    ])
  })

  it('knows a text that begins in the middle of a sentence', () => {
    expect(splitSentences('ment.** A server that starts.').map(({ isWhole }) => isWhole)).toEqual([false, true])
  })

  it('leaves out the end of a code block in which an excerpt begins', () => {
    expect(splitSentences('  b()\n}\n```\n\nThen run it:\n\n```sh\ngo\n```')).toMatchObject([
      { text: 'Then run it:', code: '```sh\ngo\n```' },
    ])
  })

  it('leaves out words that an excerpt cut in two', () => {
    expect(texts('...rtial start of it. A whole one. The end is cu...')).toEqual([
      'start of it.',
      'A whole one.',
      'The end is …',
    ])
    expect(splitSentences('... start of it. A whole one.').map(({ isWhole }) => isWhole)).toEqual([false, true])
  })

  it('joins wrapped lines and short lists after a colon', () => {
    expect(texts('One line\nwrapped here.\n\nThere are:\n- apples\n- pears\n')).toEqual([
      'One line wrapped here.',
      'There are: apples; pears.',
    ])
  })

  it('reads tables by rows', () => {
    expect(texts('| key | value |\n|---|---|\n| limit | 40 |')).toEqual(['key: value.', 'limit: 40.'])
  })
})

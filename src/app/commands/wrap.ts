// Breaks streamed prose between words at the terminal's width. Code, tables and indented lines stay as they are.

export interface Wrapper {
  /** Takes the next piece; returns what can be shown. The word it ends in is kept back until it is whole. */
  push(text: string): string
  /** The rest. The next piece begins a new line. */
  end(): string
}

const FENCE = /^\s*(```|~~~)/

export function createWrapper(columns: number): Wrapper {
  let [line, word, gap] = ['', '', '']
  let isFenced = false

  const isKept = () => isFenced || /^(\s{4}|\t|\s*\|)/.test(line + gap + word) || FENCE.test(line)
  /** Puts the word behind the gap, or on a line of its own. */
  const flushWord = () => {
    const isOver = line !== '' && word !== '' && line.length + gap.length + word.length > columns && !isKept()
    const shown = isOver ? `\n${word}` : gap + word
    line = isOver ? word : line + gap + word
    ;[word, gap] = ['', '']
    return shown
  }
  const take = (character: string) => {
    if (character === '\n') {
      const shown = `${flushWord()}\n`
      if (FENCE.test(line)) isFenced = !isFenced
      line = ''
      return shown
    }
    const isSpace = character === ' ' || character === '\t'
    const shown = isSpace && word !== '' ? flushWord() : ''
    if (isSpace) gap += character
    else word += character
    return shown
  }
  return {
    push: (text) => Array.from(text, take).join(''),
    end() {
      const shown = flushWord()
      line = ''
      isFenced = false
      return shown
    },
  }
}

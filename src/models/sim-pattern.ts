// Makes a text that matches a regular expression, for the common part of the syntax: literals, classes, groups,
// alternatives, repetition and anchors. Anything else gives null; the caller checks the result anyway.

type Reader = { source: string; at: number; index: number; isUnknown: boolean }

const longestRepeat = 64

/** A text that matches, different ones for different `index` where there is a choice; null when it cannot be said. */
export function samplePattern(pattern: string, index: number): string | null {
  const reader: Reader = { source: pattern, at: 0, index, isUnknown: false }
  const text = readAlternatives(reader)
  if (reader.isUnknown || reader.at < pattern.length) return null
  try {
    return new RegExp(pattern, 'u').test(text) ? text : null
  } catch {
    return null
  }
}

/** The first alternative, or the one the index points at. */
function readAlternatives(reader: Reader): string {
  const options = [readSequence(reader)]
  while (reader.source[reader.at] === '|') {
    reader.at++
    options.push(readSequence(reader))
  }
  return options[reader.index % options.length] ?? ''
}

function readSequence(reader: Reader): string {
  let text = ''
  while (reader.at < reader.source.length && !'|)'.includes(reader.source[reader.at] ?? '')) {
    const piece = readAtom(reader)
    const [least, most] = readRepeat(reader)
    // Longer where a longer text is what tells one index from another.
    const times = Math.min(longestRepeat, most, least + (piece.isClass && most > least ? Math.min(reader.index, 8) : 0))
    for (let turn = 0; turn < Math.max(times, piece.isClass && most > 0 && least === 0 ? 1 : times); turn++)
      text += piece.pick(turn)
  }
  return text
}

type Atom = { pick: (turn: number) => string; isClass: boolean }

function readAtom(reader: Reader): Atom {
  const character = reader.source[reader.at++] ?? ''
  if (character === '^' || character === '$') return literal('')
  if (character === '(') return readGroup(reader)
  if (character === '[') return readClass(reader)
  if (character === '.') return oneOf('a')
  if (character !== '\\') return literal(character)
  const escaped = reader.source[reader.at++] ?? ''
  const members = escapedClass(escaped)
  if (members !== null) return oneOf(members, reader.index)
  if (escaped === 'b') return literal('')
  if (/[\dkpPuxcBDWS]/.test(escaped)) reader.isUnknown = true
  return literal({ n: '\n', t: '\t', r: '\r' }[escaped] ?? escaped)
}

function readGroup(reader: Reader): Atom {
  const marker = /^\?(?::|<\w+>)/.exec(reader.source.slice(reader.at))
  if (marker) reader.at += marker[0].length
  else if (reader.source[reader.at] === '?') reader.isUnknown = true
  const text = readAlternatives(reader)
  if (reader.source[reader.at++] !== ')') reader.isUnknown = true
  return literal(text)
}

function readClass(reader: Reader): Atom {
  const end = closingBracket(reader)
  const body = reader.source.slice(reader.at, end)
  reader.at = end + 1
  const isNegated = body.startsWith('^')
  const members = expandClass(isNegated ? body.slice(1) : body)
  if (!isNegated) {
    if (members === '') reader.isUnknown = true
    return oneOf(members, reader.index)
  }
  const allowed = Array.from('abcdefghijklmnopqrstuvwxyz0123456789-')
    .filter((character) => !members.includes(character))
    .join('')
  return oneOf(allowed, reader.index)
}

function closingBracket(reader: Reader): number {
  for (let at = reader.at; at < reader.source.length; at++) {
    if (reader.source[at] === '\\') at++
    else if (reader.source[at] === ']') return at
  }
  reader.isUnknown = true
  return reader.source.length
}

function expandClass(body: string): string {
  let members = ''
  for (let at = 0; at < body.length; at++) {
    const character = body[at] === '\\' ? (body[++at] ?? '') : (body[at] ?? '')
    const isEscape = body[at - 1] === '\\'
    const wide = isEscape ? escapedClass(character) : null
    if (wide !== null) {
      members += wide
      continue
    }
    if (body[at + 1] !== '-' || at + 2 >= body.length) {
      members += character
      continue
    }
    const last = body.charCodeAt(at + 2)
    for (let code = character.charCodeAt(0); code <= last && members.length < 200; code++)
      members += String.fromCharCode(code)
    at += 2
  }
  return members
}

function escapedClass(character: string): string | null {
  return { d: '0123456789', w: 'abcdefghijklmnopqrstuvwxyz', s: ' ' }[character] ?? null
}

function readRepeat(reader: Reader): [number, number] {
  const rest = reader.source.slice(reader.at)
  const counted = /^\{(\d+)(,(\d*))?\}/.exec(rest)
  const sign = counted ? '' : (/^[?*+]/.exec(rest)?.[0] ?? '')
  reader.at += counted ? counted[0].length : sign.length
  if ((counted || sign !== '') && reader.source[reader.at] === '?') reader.at++
  if (counted) {
    const least = Number(counted[1])
    return [least, counted[2] === undefined ? least : counted[3] ? Number(counted[3]) : longestRepeat]
  }
  if (sign === '?') return [0, 1]
  if (sign === '*') return [0, longestRepeat]
  return sign === '+' ? [1, longestRepeat] : [1, 1]
}

function literal(text: string): Atom {
  return { pick: () => text, isClass: false }
}

function oneOf(members: string, index = 0): Atom {
  return { pick: (turn) => members[(index + turn) % members.length] ?? '', isClass: true }
}

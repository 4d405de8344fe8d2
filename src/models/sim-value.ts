// States a tool's output that is no prose: a number, a short text, an object, a list of records.

const mostFields = 8
const mostItems = 5
const longestText = 300

/** One plain sentence, or a short list for records: "The result of `add` is 5." */
export function describeValue(toolName: string, value: unknown): string {
  if (Array.isArray(value)) return describeList(toolName, value)
  if (typeof value !== 'object' || value === null) return `The result of \`${toolName}\` is ${scalar(value)}.`
  const entries = Object.entries(value)
  const only = entries[0]
  if (entries.length === 1 && only) {
    const [name, inner] = only
    if (Array.isArray(inner)) return describeList(toolName, inner)
    if (isScalar(inner) && /^(?:result|value|output|answer|total|sum)$/i.test(name))
      return describeValue(toolName, inner)
  }
  return `\`${toolName}\` returned ${describeFields(entries)}.`
}

function describeList(toolName: string, items: readonly unknown[]): string {
  if (items.length === 0) return `\`${toolName}\` returned an empty list.`
  if (items.every(isScalar)) {
    const shown = items.slice(0, 20).map(scalar).join(', ')
    return `\`${toolName}\` returned ${shown}${items.length > 20 ? ` and ${items.length - 20} more` : ''}.`
  }
  const lines = items.slice(0, mostItems).map((item) => `- ${describeItem(item)}`)
  const rest = items.length > mostItems ? `\n- and ${items.length - mostItems} more` : ''
  return `\`${toolName}\` returned ${items.length} ${items.length === 1 ? 'item' : 'items'}:\n${lines.join('\n')}${rest}`
}

function describeItem(item: unknown): string {
  return typeof item === 'object' && item !== null ? describeFields(Object.entries(item)) : scalar(item)
}

/** `temperature 21, condition sunny`; an inner object is given by its own fields. */
function describeFields(entries: readonly [string, unknown][]): string {
  const flat = entries.flatMap(([name, value]): [string, unknown][] => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[name, value]]
    return Object.entries(value).map(([inner, innerValue]): [string, unknown] => [`${name}.${inner}`, innerValue])
  })
  const shown = flat.slice(0, mostFields).map(([name, value]) => `${name} ${brief(value)}`)
  const rest = flat.length > mostFields ? ` and ${flat.length - mostFields} more fields` : ''
  return shown.length === 0 ? 'an empty object' : `${shown.join(', ')}${rest}`
}

function brief(value: unknown): string {
  if (Array.isArray(value)) {
    return value.every(isScalar) && value.length <= 8 ? value.map(scalar).join(' / ') : `(${value.length} items)`
  }
  return typeof value === 'object' && value !== null ? `(${Object.keys(value).length} fields)` : scalar(value)
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}

function scalar(value: unknown): string {
  if (typeof value !== 'string') return String(value)
  const line = value.trim().replace(/\s+/g, ' ')
  if (line.length <= longestText) return line === '' ? '(empty)' : line.replace(/(?<=\w)\.$/, '')
  return `${line.slice(0, line.lastIndexOf(' ', longestText))} …`
}

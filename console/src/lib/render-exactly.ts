// JSON for someone who decides on it: what cannot be seen, or turns the direction of writing, stands there as \u and its number.

/** Controls, formats (zero width, direction), separators but the space and the line end, private and unassigned characters. */
const unseen = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]|(?! )\p{Zs}/gu

export function renderExactly(value: unknown): string {
  return (JSON.stringify(value, null, 2) ?? 'null').replaceAll(unseen, escapeUnits)
}

function escapeUnits(text: string): string {
  return Array.from({ length: text.length }, (_, index) => {
    const code = text.charCodeAt(index).toString(16).padStart(4, '0')
    return `\\u${code}`
  }).join('')
}
